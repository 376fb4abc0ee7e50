// Sums of lagged products by the kernel and by transforms, against the sums as they are written.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom, fillNormal } from "../../../../core/random.js";
import { Autocovariance } from "../../../../core/statistics/chains/autocovariance.js";
import { laggedSums } from "../../../../core/statistics/chains/lagged-sums.js";

function plain(replicas: readonly Float64Array[], t: number): number {
	let sum = 0;
	for (const x of replicas)
		for (let i = 0; i + t < x.length; i++) sum += x[i] * x[i + t];
	return sum;
}

function replicasOf(lengths: readonly number[], seed: number): Float64Array[] {
	return lengths.map((length, r) =>
		fillNormal(createRandom(seed).fork(`${r}`), new Float64Array(length)),
	);
}

const near = (replicas: readonly Float64Array[]) => 1e-12 * plain(replicas, 0);

test("the kernel sums replicas of any lengths, from any lag on", () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 5 }),
			fc.integer({ min: 0, max: 80 }),
			fc.integer({ min: 1, max: 4 }),
			fc.integer({ min: 0, max: 1000 }),
			(lengths, from, groups, seed) => {
				const replicas = replicasOf(lengths, seed);
				const sums = laggedSums(replicas, from, 8 * groups);
				expect(sums).toHaveLength(8 * groups);
				sums.forEach((sum, k) => {
					expect(Math.abs(sum - plain(replicas, from + k))).toBeLessThanOrEqual(
						near(replicas) + 1e-14,
					);
				});
			},
		),
	);
	expect(() => laggedSums([], 0, 7)).toThrow("groups of 8");
});

test("a series longer than the kernel's chunk goes on behind it", () => {
	for (const length of [2047, 2048, 2049, 4096, 5003]) {
		const replicas = replicasOf([length, 3], length);
		const sums = laggedSums(replicas, 5, 16);
		sums.forEach((sum, k) => {
			expect(Math.abs(sum - plain(replicas, 5 + k))).toBeLessThan(
				near(replicas),
			);
		});
	}
});

test.each([[[40]], [[499]], [[1563, 1563, 1000]], [[20_000]], [[600, 7, 900]]])(
	"all lags of %j, however they are asked for",
	(lengths) => {
		const replicas = replicasOf(lengths, 5);
		const { reach } = new Autocovariance(replicas);
		for (const steps of [
			[reach - 1],
			[0, 7, 8, 30, 63, 64, 129, 400, reach - 1],
		]) {
			const covariance = new Autocovariance(replicas);
			for (const last of steps.filter((lag) => lag < reach)) {
				const sums = covariance.upTo(last);
				expect(sums.length).toBeGreaterThan(last);
				expect(sums.length).toBeLessThanOrEqual(reach);
				const stride = Math.max(1, Math.floor(last / 50));
				for (let t = 0; t <= last; t += stride)
					expect(Math.abs(sums[t] - plain(replicas, t))).toBeLessThan(
						near(replicas),
					);
			}
		}
	},
);
