/**
 * Trajectories of HMC on lattices that exceed the caches: several kicks in one pass over the memory
 * (samplers/hmc/simd/wave.as.ts) against one kick a pass, with the same bits.
 */
import { type Box, leapfrogTask, sitesOf } from "./leapfrog.js";
import type { BenchPart } from "./part.js";
import { measureRounds, table } from "./rounds.js";

const boxes: readonly Box[] = (
	[
		[2, 256],
		[2, 512],
		[2, 1024],
		[3, 64],
		[4, 16],
	] as const
).map(([directions, extent]) => ({ degree: 4, directions, extent }));

export const hmcWaves: BenchPart = {
	name: "hmc-waves",
	label:
		"leapfrog trajectories of phi^4 beyond the caches, one thread: ns of a site and gradient in waves and pass by pass",
	async run(print, { rehearsal, save }) {
		const rows = [["lattice", "precision", "waves", "passes", "times as fast"]];
		const results: object[] = [];
		for (const box of rehearsal ? boxes.slice(0, 1) : boxes)
			for (const precision of ["float64", "float32"] as const) {
				const rates = await measureRounds(
					[true, false].map((waves) => ({
						name: waves ? "waves" : "passes",
						...leapfrogTask(box, precision, { waves }),
					})),
					rehearsal ? 1 : 9,
					3,
				);
				const nanoseconds = (name: string) => 1e9 / rates.rate(name);
				const ratio = rates.ratio("waves", "passes");
				rows.push([
					`${box.extent}^${box.directions}`,
					precision,
					nanoseconds("waves").toFixed(2),
					nanoseconds("passes").toFixed(2),
					ratio.toFixed(2),
				]);
				results.push({ sites: sitesOf(box), precision, ratio });
				save(results);
			}
		for (const line of table(rows)) print(line);
	},
};
