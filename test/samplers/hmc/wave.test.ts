/** Waves over a lattice that exceeds the cache change no bit of a trajectory. */
import { describe, expect, test } from "vitest";
import { equalKicks } from "../../../samplers/hmc/integrator.js";
import { normals, openBlock } from "./support.js";

const quartic = { kinetic: 0.8, potential: [0, 0, -1.3, 0, 0.7] };
const sextic = { kinetic: 1, potential: [0, 0, 0.4, 0, -0.2, 0, 0.1] };
/** Drifts and an odd number of kicks, none of which a wave could confuse. */
const plan = equalKicks(11, 0.07, 0.02, 0.05, 0.09);

describe.each([
	[[12, 5], quartic],
	[[7, 4], sextic],
	[[4, 9], quartic],
	[[9, 3, 4], quartic],
	[[8, 3, 2, 3], sextic],
	[[6, 3, 2, 2, 3], quartic],
] as const)("on %j", (shape, local) => {
	test.each(["float32", "float64"] as const)("%s", (precision) => {
		const end = (kicks: number) => {
			const block = openBlock(shape, local, precision);
			block.setWaves(kicks);
			for (let lane = 0; lane < block.lanes; lane++) {
				block.setFields(lane, normals(`phi${lane}`, block.sites));
				const momenta = normals(`p${lane}`, block.sites);
				block.setMomenta(lane, momenta, block.scale(plan));
			}
			block.integrate(plan);
			return Array.from({ length: block.lanes }, (_, lane) => [
				block.fields(lane),
				block.momenta(lane, block.scale(plan)),
			]);
		};
		const expected = end(1);
		// As many as half of the slabs, with a rest of one kick and with none.
		for (const kicks of [2, 3, 5, 11])
			if (2 * kicks <= shape[0]) expect(end(kicks)).toEqual(expected);
	});
});
