/**
 * How often a slow mode that carries little of the variance is seen, and how often a sound series is
 * taken for one (core/statistics/chains/long-batches.ts): the shares of series that are called ok, and
 * of those that long batches refuse.
 */
import { createRandom, type Random } from "../core/random.js";
import { autocorrelation } from "../core/statistics/chains/autocorrelation.js";
import { deviations } from "../core/statistics/chains/gamma-method.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

const repeats = 200;

/** x_i = a x_{i-1} + sqrt(1 - a^2) g_i. */
function chain(random: Random, count: number, a: number): Float64Array {
	let x = random.normal();
	const kick = Math.sqrt(1 - a * a);
	return Float64Array.from({ length: count }, () => {
		x = a * x + kick * random.normal();
		return x;
	});
}

interface Kind {
	readonly name: string;
	/** Exact, where it is known. */
	readonly tauInt?: number;
	draw(random: Random): Float64Array[];
}

/** Independent values with a share of the variance in a mode of tauInt `tau`. */
function hidden(share: number, tau: number, chains: number): Kind {
	const count = 5000;
	return {
		name: `hidden: ${100 * share} % with tauInt ${tau}, ${chains} x ${count}`,
		tauInt: (1 - share) / 2 + share * tau,
		draw: (random) =>
			Array.from({ length: chains }, () => {
				const fast = chain(random, count, 0);
				const slow = chain(random, count, (2 * tau - 1) / (2 * tau + 1));
				return fast.map(
					(x, i) => Math.sqrt(1 - share) * x + Math.sqrt(share) * slow[i],
				);
			}),
	};
}

function sound(
	name: string,
	a: number,
	count: number,
	law: (x: number) => number = (x) => x,
	chains = 1,
): Kind {
	return {
		name: `sound: ${name}, ${chains} x ${count}`,
		draw: (random) =>
			Array.from({ length: chains }, () => chain(random, count, a).map(law)),
	};
}

const kinds: readonly Kind[] = [
	hidden(0.1, 500, 1),
	hidden(0.1, 500, 4),
	hidden(0.1, 50, 1),
	hidden(0.02, 500, 1),
	sound("independent", 0, 1000),
	sound("independent", 0, 5000),
	sound("independent, fourth powers", 0, 5000, (x) => x ** 4),
	sound("AR(1), tauInt 1.5", 0.5, 1000),
	sound("AR(1), tauInt 9.5", 0.9, 5000),
	sound("AR(1), tauInt 9.5, squares", 0.9, 5000, (x) => x * x),
	sound("AR(1), tauInt 1.5, exponentials", 0.5, 2000, Math.exp),
	sound("AR(1), tauInt 9.5", 0.9, 1000, undefined, 4),
	sound("antithetic, tauInt 1/6", -0.5, 5000),
	sound("antithetic, tauInt 1/38", -0.9, 20_000),
];

export const slowModes: BenchPart = {
	name: "slow-modes",
	label: `share of series called ok, and refused for a slow mode, of ${repeats}`,
	async run(print, { rehearsal, save }) {
		const rows = [["series", "exact tau", "tau, mean", "ok", "slow mode"]];
		const repeated = rehearsal ? 5 : repeats;
		for (const { name, tauInt, draw } of kinds) {
			let ok = 0;
			let refused = 0;
			const taus: number[] = [];
			for (let r = 0; r < repeated; r++) {
				const { deltas } = deviations(draw(createRandom(`${name}/${r}`)));
				const found = autocorrelation(deltas);
				if (found.status === "ok") ok++;
				if (found.reason?.startsWith("a slow mode") === true) refused++;
				taus.push(...(found.tauInt === undefined ? [] : [found.tauInt]));
			}
			rows.push([
				name,
				tauInt === undefined ? "-" : tauInt.toPrecision(3),
				(taus.reduce((sum, tau) => sum + tau, 0) / taus.length).toPrecision(3),
				(ok / repeated).toFixed(3),
				(refused / repeated).toFixed(3),
			]);
		}
		for (const line of table(rows)) print(line);
		save(rows);
	},
};
