import { describe, expect, test } from "vitest";
import { deviations } from "../../../core/statistics/chains/gamma-method.js";
import { estimateReplicas } from "../../../metrics/cell/estimate-chains.js";
import {
	estimateReweightedChain,
	ratioOf,
} from "../../../metrics/cell/reweighted-chain.js";
import { autoregressive } from "../../core/statistics/support.js";

const tau = 20;
const a = (2 * tau - 1) / (2 * tau + 1);

function estimate(
	chains: readonly Float64Array[],
	weights: readonly Float64Array[],
) {
	const value = ratioOf(chains, weights);
	return estimateReweightedChain(
		{
			value,
			deltas: chains.map((chain) => chain.map((x) => x - value)),
			replicaValues: () =>
				chains.map((chain, c) => ratioOf([chain], [weights[c]])),
		},
		weights,
	).result;
}

test("equal weights: the error of the chain's mean, not that of independent rows", () => {
	const chains = [autoregressive("equal weights", a, 4000)];
	const weighted = estimate(chains, [new Float64Array(4000).fill(0.3)]);
	const plain = estimateReplicas(chains).result;
	expect(weighted.value).toBeCloseTo(plain.value ?? 0, 12);
	expect(weighted.error).toBeCloseTo(plain.error ?? 0, 12);
	expect(weighted.ess).toBeCloseTo(plain.ess ?? 0, 0);
	// sqrt(2 tau / N) = 0.10, known to a quarter; independent rows would have 0.016.
	expect(weighted.error).toBeGreaterThan(0.07);
	expect(weighted.error).toBeLessThan(0.14);
});

describe("AR(1) reweighted by exp(c x): the mean shifts to c", () => {
	const shift = 0.3;
	const runs = 100;
	const results = Array.from({ length: runs }, (_, r) => {
		const chains = [0, 1].map((c) =>
			autoregressive(`reweighted ${r} ${c}`, 0.8, 2000),
		);
		return estimate(
			chains,
			chains.map((chain) => chain.map((x) => Math.exp(shift * x))),
		);
	});
	test("within the errors, whose size is right", () => {
		const pulls = results.map(
			({ value = 0, error = 1 }) => (value - shift) / error,
		);
		const squares = pulls.reduce((sum, z) => sum + z * z, 0);
		// Chi-squared with 100 degrees of freedom, and the scatter of the errors themselves.
		expect(Math.abs(squares - runs)).toBeLessThan(5 * Math.sqrt(2 * runs));
	});
	test("replicas of one process agree", () => {
		const low = results.filter(({ replicaQ = 1 }) => replicaQ < 0.01).length;
		expect(low).toBeLessThan(8); // Binomial, mean 1: P(8 or more) = 1e-5
	});
});

test("the deviations of the ratio add up to nothing", () => {
	const chain = autoregressive("sum", 0.5, 500);
	const weights = chain.map((x) => Math.exp(x));
	const value = ratioOf([chain], [weights]);
	const deltas = chain.map((x, i) => weights[i] * (x - value));
	expect(Math.abs(deviations([deltas]).mean)).toBeLessThan(1e-14);
});
