/** The sweeps of the scalar heat bath. */
import { compareUpdates } from "./local-updates.js";
import type { BenchPart } from "./part.js";

const kernel = "samplers/heatbath/scalar/simd";

export const heatbath: BenchPart = {
	name: "heatbath",
	label:
		"heat bath and overrelaxation of phi^4 in 2D, one thread, 1e6 site updates per second; C++ is g++ -O3 -ffast-math at its best width",
	run: (print, { rehearsal }) =>
		compareUpdates(
			[
				{
					native: "heatbath",
					kernel,
					steps: [{ kind: "heatBath", count: 1 }],
				},
				{
					native: "overrelax",
					kernel,
					steps: [{ kind: "overrelax", count: 1 }],
				},
			],
			print,
			rehearsal,
		),
};
