/** Sizes of the kernel's memory on lattices that need more bytes than an i32 holds. */
import { expect, test } from "vitest";
import { loadKernel } from "../../../core/kernels/load.js";

test("transforms and stages of 128 squared with 122 steps are counted without overflow", () => {
	const { exports } = loadKernel("samplers/continuous/simd/continuous");
	const [sites, groups, steps] = [128 ** 2, 5, 122];
	const vector = 16 * sites;
	expect(exports.bytesOfSpectra(sites, groups, steps)).toBe(
		(vector + 64) * 4 * groups * 4 * steps,
	);
	expect(exports.bytesOfStages(sites, 2 ** 12)).toBe(vector * (2 ** 14 + 1));
});
