/**
 * How often the 95 % interval (Student's t) of an estimate that is called ok holds the true mean, by kind of
 * series or of weights and by the true number of effective draws; and how many are called ok at all.
 */
import { createRandom, type Random } from "../core/random.js";
import { studentQuantile } from "../core/statistics/inference/distributions.js";
import { estimateChains } from "../metrics/cell/estimate-chains.js";
import { estimateWeighted } from "../metrics/cell/estimate-weighted.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

/** Means of 1000: an error of 0.7 % at a coverage of 95 %. */
const repeats = 1000;
const effective = [10, 25, 50, 100, 400, 1000];

/** `count` values of known mean from a law, as many as have `ess` effective ones. */
interface Kind {
	readonly name: string;
	readonly mean: number;
	draw(
		random: Random,
		ess: number,
	): { readonly values: Float64Array; readonly logWeights?: Float64Array };
}

/** Of x_i = a x_{i-1} + sqrt(1 - a^2) g_i, through `law`; `factor` values are one effective one. */
function chain(
	name: string,
	a: number,
	factor: number,
	law: (x: number) => number,
	mean: number,
): Kind {
	return {
		name,
		mean,
		draw(random, ess) {
			let x = random.normal();
			const kick = Math.sqrt(1 - a * a);
			const values = Float64Array.from(
				{ length: Math.round(ess * factor) },
				() => {
					x = a * x + kick * random.normal();
					return law(x);
				},
			);
			return { values };
		},
	};
}

/** x under weights e^(sigma x): mean sigma, Kish ESS N exp(-sigma^2). */
function lognormal(sigma: number): Kind {
	return {
		name: `log-normal weights, sigma ${sigma}`,
		mean: sigma,
		draw(random, ess) {
			const length = Math.round(ess * Math.exp(sigma * sigma));
			const values = Float64Array.from({ length }, () => random.normal());
			return { values, logWeights: values.map((x) => sigma * x) };
		},
	};
}

const identity = (x: number) => x;
const kinds: readonly Kind[] = [
	chain("independent", 0, 1, identity, 0),
	chain("independent, squares", 0, 1, (x) => x * x, 1),
	chain("independent, fourth powers", 0, 1, (x) => x ** 4, 3),
	chain("AR(1), tauInt 1.5", 0.5, 3, identity, 0),
	chain("AR(1), tauInt 9.5", 0.9, 19, identity, 0),
	chain("AR(1), tauInt 9.5, squares", 0.9, 1.81 / 0.19, (x) => x * x, 1),
	chain("AR(1), antithetic, tauInt 1/6", -0.5, 1 / 3, identity, 0),
	lognormal(0.5),
	lognormal(1),
	lognormal(1.5),
];

function estimate(kind: Kind, random: Random, ess: number) {
	const { values, logWeights } = kind.draw(random, ess);
	const count = values.length;
	if (count < 2) return undefined;
	const columns = { o: values };
	if (logWeights !== undefined)
		return estimateWeighted(
			{ kind: "weighted", count, chains: 1, columns, logWeights },
			["o"],
			[],
			[],
		).result.observables.o;
	const series = { kind: "chains", count, chains: 1, columns } as const;
	return estimateChains(series, ["o"], [], []).result.observables.o;
}

export const coverage: BenchPart = {
	name: "coverage",
	label: `coverage of 95 % intervals in percent, of estimates called ok (share called ok), ${repeats} repeats`,
	async run(print, { rehearsal, save }) {
		const rows = [["kind", ...effective.map((ess) => `N_eff ${ess}`)]];
		const results: Record<
			string,
			Record<string, { ok: number; covered: number }>
		> = {};
		const repeated = rehearsal ? 20 : repeats;
		for (const kind of kinds) {
			const own: Record<string, { ok: number; covered: number }> = {};
			for (const ess of effective) {
				let ok = 0;
				let covered = 0;
				for (let r = 0; r < repeated; r++) {
					const random = createRandom(`${kind.name}/${ess}/${r}`);
					const found = estimate(kind, random, ess);
					if (found?.status !== "ok") continue;
					const { value = 0, error = 0, degreesOfFreedom = 1 } = found;
					const reach = studentQuantile(0.975, degreesOfFreedom) * error;
					ok++;
					if (Math.abs(value - kind.mean) <= reach) covered++;
				}
				own[ess] = { ok: ok / repeated, covered: covered / Math.max(1, ok) };
			}
			results[kind.name] = own;
			rows.push([
				kind.name,
				...effective.map((ess) => {
					const { ok, covered } = own[ess];
					return ok === 0
						? "- (0)"
						: `${(100 * covered).toFixed(1)} (${ok.toFixed(2)})`;
				}),
			]);
		}
		for (const line of table(rows)) print(line);
		save(results);
	},
};
