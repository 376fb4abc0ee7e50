// Rates over many synthetic runs with known truth: coverage of intervals, size of tests. Seeds are
// fixed; bands are binomial.
import { describe, expect, test } from "vitest";
import { autocorrelation } from "../../../../core/statistics/chains/autocorrelation.js";
import {
	deviations,
	replicaConsistency,
} from "../../../../core/statistics/chains/gamma-method.js";
import {
	chiSquaredSurvival,
	normalTwoSided,
	studentTwoSided,
} from "../../../../core/statistics/inference/distributions.js";
import { settle } from "../../../../core/statistics/inference/judge.js";
import { autoregressive } from "../support.js";

const series = 400;

describe("68 % intervals of AR(1) means cover 63-73 %", () => {
	for (const [a, length] of [
		[0, 1000],
		[0.5, 1000],
		[0.9, 4000],
		[0.99, 20_000],
		[-0.5, 1000],
	] as const) {
		test(`a = ${a}`, () => {
			let covered = 0;
			let tau = 0;
			for (let k = 0; k < series; k++) {
				const { mean, deltas } = deviations([
					autoregressive(`coverage/${a}/${k}`, a, length),
				]);
				const { status, error, tauInt } = autocorrelation(deltas);
				expect(status).toBe("ok");
				tau += (tauInt ?? 0) / series;
				if (Math.abs(mean) <= (error ?? 0)) covered++;
			}
			expect(covered / series).toBeGreaterThanOrEqual(0.63);
			expect(covered / series).toBeLessThanOrEqual(0.73);
			// No bias of tauInt beyond a few per cent.
			expect(tau / ((1 + a) / (2 * (1 - a)))).toBeGreaterThan(0.93);
			expect(tau / ((1 + a) / (2 * (1 - a)))).toBeLessThan(1.07);
		});
	}
});

test("strongly antithetic series: no bias, no false confidence", () => {
	const runs = 100;
	const truth = 0.1 / (2 * 1.9);
	let mean = 0;
	let far = 0;
	for (let k = 0; k < runs; k++) {
		const { deltas } = deviations([
			autoregressive(`antithetic/${k}`, -0.9, 40_000),
		]);
		const { status, tauInt, tauIntError } = autocorrelation(deltas);
		if (status !== "ok") continue;
		mean += (tauInt ?? 0) / runs;
		if (Math.abs((tauInt ?? 0) - truth) > 3 * (tauIntError ?? 0)) far++;
	}
	// The initial monotone sequence alone finds 0.85 of it.
	expect(mean / truth).toBeGreaterThan(0.93);
	expect(mean / truth).toBeLessThan(1.15);
	expect(far).toBeLessThanOrEqual(5);
});

test("P(|z| > 3): nominal with Student's law, four times that with the normal one", () => {
	const runs = 4000;
	const nominal = normalTwoSided(3);
	let student = 0;
	let normal = 0;
	for (let k = 0; k < runs; k++) {
		// 53 autocorrelation times.
		const { mean, deltas } = deviations([
			autoregressive(`tails/${k}`, 0.9, 500),
		]);
		const { error, degreesOfFreedom } = autocorrelation(deltas);
		if (error === undefined || degreesOfFreedom === undefined) continue;
		if (studentTwoSided(mean / error, degreesOfFreedom) < nominal) student++;
		if (normalTwoSided(mean / error) < nominal) normal++;
	}
	const expected = runs * nominal; // 10.8
	expect(Math.abs(student - expected)).toBeLessThan(3 * Math.sqrt(expected));
	expect(normal).toBeGreaterThan(expected + 3 * Math.sqrt(expected));
});

test("replica Q is uniform for replicas of one process", () => {
	const runs = 1000;
	let below = 0;
	for (let k = 0; k < runs; k++) {
		const chains = Array.from({ length: 4 }, (_, r) =>
			autoregressive(`replicas/${k}/${r}`, 0.5, 500),
		);
		const { mean, deltas } = deviations(chains);
		const { gamma } = autocorrelation(deltas);
		const { chiSquare } = replicaConsistency(
			chains.map((chain) => deviations([chain]).mean),
			chains.map((chain) => chain.length),
			mean,
			gamma.spectral,
		);
		if (chiSquaredSurvival(chiSquare, 3) < 0.05) below++;
	}
	// 50 expected, binomial deviation 7.
	expect(below).toBeGreaterThan(50 - 3 * 7);
	expect(below).toBeLessThan(50 + 3 * 7);
});

test("Holm's family of 20 true claims fails at the stated rate", () => {
	const families = 2000;
	const level = 0.05;
	const source = autoregressive("family", 0, 20 * families);
	let failed = 0;
	for (let k = 0; k < families; k++) {
		const drafts = Object.fromEntries(
			Array.from({ length: 20 }, (_, j) => [
				`claim ${j}`,
				{
					claim: "true",
					kind: "student",
					p: normalTwoSided(source[20 * k + j]),
					otherwise: "pass",
				} as const,
			]),
		);
		const verdicts = Object.values(settle(drafts, level));
		if (verdicts.some(({ verdict }) => verdict === "fail")) failed++;
	}
	// Independent tests: 1 - (1 - level/20)^20, just below the level.
	const expected = families * (1 - (1 - level / 20) ** 20);
	expect(Math.abs(failed - expected)).toBeLessThan(3 * Math.sqrt(expected));
});
