/** An update of the cluster sampler: a heat-bath sweep and four Wolff clusters. */
import { compareUpdates } from "./local-updates.js";
import type { BenchPart } from "./part.js";

export const cluster: BenchPart = {
	name: "cluster",
	label:
		"heat-bath sweep and four Wolff clusters of phi^4 in 2D, one thread, 1e6 sites per second; C++ is g++ -O3 -ffast-math at its best width",
	run: (print, { rehearsal }) =>
		compareUpdates(
			[
				{
					native: "cluster",
					kernel: "samplers/cluster/simd",
					steps: [
						{ kind: "heatBath", count: 1 },
						{ kind: "wolff", count: 4 },
					],
				},
			],
			print,
			rehearsal,
		),
};
