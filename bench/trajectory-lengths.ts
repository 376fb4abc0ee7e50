/**
 * HMC with leapfrog at trajectories of length 1, 2, 4 and 8 on the line xi = L/4: tau of m, m^2 and S in trajectories,
 * and their distances from those of a separate program (measured-taus.ts). Below it stands Fourier acceleration at a
 * quarter of a period, for which that program has no values. Errors are jackknife errors over groups of chains.
 */
import type { Action } from "../actions/action.js";
import { mean, sumOfSquares } from "../core/statistics/moments.js";
import { hmc } from "../samplers/hmc/hmc.js";
import type { Prepared } from "../samplers/sampler.js";
import { magnetizations, tausOfSeries } from "./independent.js";
import { distance, leapfrogTaus, type Measured } from "./measured-taus.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { fixedContext, noLimit, phi4On, samplerOf } from "./training.js";

const chains = 64;
const groups = 8;
const lengths = [1, 2, 4, 8];
/** Numbers of a draw that are kept in memory at once. */
const blockReals = 8e6;

interface Point {
	readonly extent: number;
	readonly lambda: number;
	/** Steps of a trajectory of length 1, as in the separate program; at L = 64, which it lacks, by V^(1/4). */
	readonly steps: number;
	/** Trajectories of each chain at length 1. Longer ones are fewer, at the same cost. */
	readonly perChain: number;
}

export const trajectoryLengths6 = part({
	extent: 6,
	lambda: 6.975,
	steps: 7,
	perChain: 4000,
});
export const trajectoryLengths14 = part({
	extent: 14,
	lambda: 5.113,
	steps: 9,
	perChain: 4000,
});
export const trajectoryLengths32 = part({
	extent: 32,
	lambda: 4.572,
	steps: 15,
	perChain: 4000,
});
export const trajectoryLengths64 = part({
	extent: 64,
	lambda: 4.398,
	steps: 21,
	perChain: 4000,
});

interface Chains {
	readonly m: readonly (readonly number[])[];
	readonly action: readonly (readonly number[])[];
}

async function drawChains(
	prepared: Prepared,
	action: Action,
	perChain: number,
): Promise<Chains> {
	const empty = () => Array.from({ length: chains }, (): number[] => []);
	const drawn = { m: empty(), action: empty() };
	const { size } = action.space;
	const most = Math.max(1, Math.floor(blockReals / (chains * size)));
	for (let done = 0; done < perChain; done += most) {
		const count = Math.min(most, perChain - done);
		const block = await prepared.draw(chains * count);
		const m = magnetizations(block.fields, size);
		for (let c = 0; c < chains; c++) {
			const [from, to] = [c * count, (c + 1) * count];
			drawn.m[c].push(...m.subarray(from, to));
			drawn.action[c].push(...block.action.subarray(from, to));
		}
	}
	return drawn;
}

/** What is rejected leaves the same field. */
function acceptanceOf({ m }: Chains): number {
	return mean(
		m.flatMap((row) => row.slice(1).map((value, i) => +(value !== row[i]))),
	);
}

/** tau of m, m^2 and S. */
function tausWithErrors({ m, action }: Chains): readonly Measured[] {
	const without = (group: number | null) => {
		const rows = (values: readonly (readonly number[])[]) =>
			values.filter((_, chain) => chain % groups !== group);
		const kept = rows(m);
		return tausOfSeries(
			Float64Array.from(kept.flat()),
			Float64Array.from(rows(action).flat()),
			kept.length,
		);
	};
	const all = without(null);
	const parts = Array.from({ length: groups }, (_, group) => without(group));
	return all.map((tau, i): Measured => {
		const values = parts.map((part) => part[i]);
		const scatter = sumOfSquares(values, mean(values));
		return [tau, Math.sqrt(((groups - 1) / groups) * scatter)];
	});
}

function part({ extent, lambda, steps, perChain }: Point): BenchPart {
	const name = `trajectory-lengths-${extent}`;
	return {
		name,
		label: `tau of HMC by length of the trajectory, phi^4 on ${extent} x ${extent} at m^2 = -4, lambda = ${lambda}, ${chains} chains; z is the distance from a separate program`,
		async run(print, { rehearsal, save }) {
			const action = phi4On(extent, lambda);
			const rows = [
				["trajectory", "acceptance", "tau m", "z", "tau m2", "z", "tau S", "z"],
			];
			const results: object[] = [];
			const measure = async (label: string, length: number, more: object) => {
				const sampler = samplerOf(hmc, {
					integrator: "leapfrog",
					trajectory: length,
					jitter: 0,
					...more,
				});
				const prepared = await sampler.prepare(
					action,
					noLimit,
					fixedContext(`${name}/${label}`),
				);
				const count = rehearsal ? 20 : Math.ceil(perChain / length);
				const drawn = await drawChains(prepared, action, count);
				prepared.dispose();
				const taus = tausWithErrors(drawn);
				const known = Object.keys(more).includes("acceleration")
					? undefined
					: leapfrogTaus[extent]?.[length];
				const references = [known?.m, known?.m2, known?.action];
				rows.push([
					label,
					acceptanceOf(drawn).toFixed(2),
					...taus.flatMap(([tau, error], i) => [
						`${tau.toPrecision(3)} ± ${error.toPrecision(1)}`,
						distance([tau, error], references[i]),
					]),
				]);
				results.push({ label, perChain: count, taus });
				save(results);
			};
			for (const length of lengths)
				await measure(`length ${length}`, length, { stepSize: 1 / steps });
			for (const acceleration of ["free", "measured"])
				await measure(`accelerated, ${acceleration}`, Math.PI / 2, {
					acceleration,
				});
			for (const line of table(rows)) print(line);
		},
	};
}
