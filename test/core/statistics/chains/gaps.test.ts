/** Replicas of unequal lengths, measurements missing from a grid, numbers whose squares overflow. */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import { autocorrelation } from "../../../../core/statistics/chains/autocorrelation.js";
import {
	deviations,
	gammaMethod,
} from "../../../../core/statistics/chains/gamma-method.js";
import { estimateReplicas } from "../../../../metrics/cell/estimate-chains.js";
import { autoregressive } from "../support.js";

test("by hand: pairs over a gap", () => {
	// 1 _ 3 5: deviations -2, -, 0, 2; one pair at lag 1, one at lag 2, one at lag 3.
	const present = [Float64Array.of(1, 0, 1, 1)];
	const { covariance } = gammaMethod(
		[Float64Array.of(-2, 0, 0, 2)],
		{ window: 1 },
		present,
	);
	expect(covariance.total).toBe(3);
	expect([0, 1, 2, 3].map((t) => covariance.pairs.at(t))).toEqual([3, 1, 1, 1]);
	expect(covariance.unbiased(0)).toBeCloseTo(8 / 3, 14);
	expect(covariance.unbiased(1)).toBe(0);
	expect(covariance.unbiased(3)).toBe(-4);
	// Four places hold three pairs of neighbours; three measurements have one of the 9/4 expected.
	expect(covariance.pairs.share(1)).toBeCloseTo(4 / 9, 14);
});

test("no gap at all, said so: the numbers of a series without gaps", () => {
	const { deltas } = deviations([autoregressive("whole", 0.8, 3000)]);
	const plain = gammaMethod(deltas);
	const said = gammaMethod(deltas, 1.5, [new Float64Array(3000).fill(1)]);
	expect(said.window).toBe(plain.window);
	expect(said.error).toBeCloseTo(plain.error, 12);
	expect(said.tauInt).toBeCloseTo(plain.tauInt, 10);
	expect(plain.tauSteps).toBe(plain.tauInt);
});

describe("a third of an AR(1) series is missing at random", () => {
	const a = 0.9;
	const tau = (1 + a) / (2 * (1 - a));
	const runs = 60;
	const count = 6000;
	const share = 2 / 3;
	const results = Array.from({ length: runs }, (_, r) => {
		const series = autoregressive(`gaps ${r}`, a, count);
		const random = createRandom(`holes ${r}`);
		const present = series.map(() => (random.uniform() < share ? 1 : 0));
		const kept = series.filter((_, i) => present[i] === 1);
		const { mean } = deviations([kept]);
		const deltas = series.map((x, i) => (present[i] === 1 ? x - mean : 0));
		return { mean, ...autocorrelation([deltas], { present: [present] }) };
	});
	const average = (take: (result: (typeof results)[number]) => number) => {
		const values = results.map(take);
		const mean = values.reduce((sum, x) => sum + x, 0) / runs;
		const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
		return { mean, error: Math.sqrt(squares / (runs - 1) / runs) };
	};
	test("tauInt in steps is that of the whole series", () => {
		const { mean, error } = average((result) => result.gamma.tauSteps);
		expect(Math.abs(mean - tau)).toBeLessThan(4 * error);
	});
	test("the error is that of the measurements that are there", () => {
		// var = (1/n) (1 + 2 share sum rho), sum rho = tau - 1/2.
		const exact = Math.sqrt((1 + 2 * share * (tau - 0.5)) / (count * share));
		const { mean, error } = average((result) => result.error ?? 0);
		expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
		const pulls = results.map((result) => result.mean / (result.error ?? 0));
		const spread = pulls.reduce((sum, z) => sum + z * z, 0);
		// Chi-squared with 60 degrees of freedom: mean 60, standard deviation 11.
		expect(Math.abs(spread - runs)).toBeLessThan(4 * Math.sqrt(2 * runs));
	});
	test("N / (2 tauInt) is the ESS", () => {
		for (const { ess, tauInt, gamma } of results) {
			expect(ess).toBeCloseTo(gamma.count / (2 * (tauInt ?? 0)), 8);
		}
	});
});

describe("unequal lengths", () => {
	test("one replica of three rows does not stop the others", () => {
		const chains = Array.from({ length: 4 }, (_, c) =>
			autoregressive(`long ${c}`, 0.9, 1000),
		);
		const three = chains[0].slice(0, 3);
		const without = estimateReplicas(chains).result;
		const { result } = estimateReplicas([...chains, three]);
		expect(result.status).toBe("ok");
		const change = Math.abs((result.error ?? 0) / (without.error ?? 1) - 1);
		// Three of 4003 rows.
		expect(change).toBeLessThan(0.02);
	});
	test("by hand: each lag is averaged over the pairs that exist", () => {
		const { covariance } = gammaMethod([
			Float64Array.of(1, -1, 2, -2),
			Float64Array.of(3),
			Float64Array.of(-3),
		]);
		expect(covariance.unbiased(0)).toBeCloseTo(28 / 6, 14);
		expect(covariance.unbiased(1)).toBeCloseTo((-1 - 2 - 4) / 3, 14);
		expect(covariance.reach).toBe(4);
	});
});

describe("numbers whose squares overflow or vanish", () => {
	const series = autoregressive("scale", 0.8, 2000).map((x) => x + 3);
	const plain = estimateReplicas([series.slice(0, 1000), series.slice(1000)]);
	test.each([2 ** 512, 2 ** 505, 2 ** 1021, 2 ** -565, 2 ** -1000])(
		"times %s",
		(factor) => {
			const large = series.map((x) => x * factor);
			const { result } = estimateReplicas([
				large.slice(0, 1000),
				large.slice(1000),
			]);
			expect(result).toEqual({
				...plain.result,
				value: (plain.result.value ?? 0) * factor,
				error: (plain.result.error ?? 0) * factor,
				replicaQ: expect.closeTo(plain.result.replicaQ ?? 0, 12),
			});
		},
	);
});
