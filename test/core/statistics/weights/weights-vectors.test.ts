// Weights: by hand, against exact lognormal and Pareto laws, and against ArviZ 0.23's PSIS on the same
// numbers.
import { describe, expect, test } from "vitest";
import { InputError } from "../../../../core/errors.js";
import { createRandom } from "../../../../core/random.js";
import { acceptanceFromWeights } from "../../../../core/statistics/weights/acceptance.js";
import { forwardEss } from "../../../../core/statistics/weights/forward-ess.js";
import {
	logSumExp,
	summarizeWeights,
} from "../../../../core/statistics/weights/log-weights.js";
import {
	fitPareto,
	paretoSmooth,
} from "../../../../core/statistics/weights/pareto.js";
import { rejectionRuns } from "../../../../core/statistics/weights/rejection-runs.js";
import {
	weightedError,
	weightedMean,
} from "../../../../core/statistics/weights/weighted-mean.js";
import { metropolisPath } from "../../../../metrics/cell/metropolize.js";
import { erfcOf, parkMiller, portableNormal } from "../support.js";

function close(actual: number, expected: number, relative = 1e-8): void {
	expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
		relative * Math.abs(expected),
	);
}

describe("by hand", () => {
	test("equal weights", () => {
		const logWeights = new Float64Array(4);
		expect(summarizeWeights(logWeights).kishEss).toBe(4);
		expect(summarizeWeights(logWeights).kishEssError).toBe(0);
		expect(acceptanceFromWeights(logWeights).acceptance).toBe(1);
		expect(acceptanceFromWeights(logWeights).tauInt).toBe(0.5);
	});

	test("weights 1, 2, 3, 4", () => {
		const logWeights = Float64Array.of(1, 2, 3, 4).map(Math.log);
		const summary = summarizeWeights(logWeights);
		close(summary.kishEss, 10 / 3);
		close(summary.logZ, 0.9162907319);
		close(acceptanceFromWeights(logWeights).acceptance, 0.75);
		// E min(w, w') / E w over pairs of different draws: (3*1 + 2*2 + 1*3) / 6 / 2.5.
		close(acceptanceFromWeights(logWeights).acceptanceUnbiased, 10 / 15);
	});

	test("large logarithms", () => {
		const logWeights = Float64Array.of(1000, 1000 + Math.log(3));
		const summary = summarizeWeights(logWeights);
		close(summary.kishEss, 1.6);
		close(summary.logZ, 1000.6931471806);
		close(acceptanceFromWeights(logWeights).acceptance, 0.75);
	});

	test("weights that underflow, and weights of zero", () => {
		const far = summarizeWeights(Float64Array.of(-1e4, -1e4 - 745, -1.2e4));
		expect(far.kishEss).toBe(1);
		const zero = summarizeWeights(
			Float64Array.of(0, Number.NEGATIVE_INFINITY, 0),
		);
		close(zero.kishEss, 2);
		close(zero.logZ, Math.log(2 / 3));
	});

	test("what is no weight is an error", () => {
		for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(() => summarizeWeights(Float64Array.of(0, bad))).toThrow(
				InputError,
			);
		}
		expect(() =>
			summarizeWeights(new Float64Array(3).fill(Number.NEGATIVE_INFINITY)),
		).toThrow(/every weight is zero/);
		expect(logSumExp(new Float64Array(0))).toBe(Number.NEGATIVE_INFINITY);
	});

	test("a history of rejections", () => {
		const runs = rejectionRuns(Uint8Array.of(1, 0, 0, 1, 1, 0, 1, 0, 0, 0));
		expect([...runs.counts]).toEqual([6, 3, 1]);
		close(runs.tauInt, 1.5583333333);
		expect(runs.longest).toBe(3);
		expect(runs.acceptance).toBe(0.4);
	});
});

describe("lognormal weights, s^2 = 0.5, 2000 draws", () => {
	const normal = portableNormal(42);
	const logWeights = Float64Array.from(
		{ length: 2000 },
		() => Math.sqrt(0.5) * normal() - 0.25,
	);
	const summary = summarizeWeights(logWeights);

	test("Kish ESS and log Z with errors", () => {
		close(summary.kishEss / 2000, 0.593574083926);
		close(summary.kishEssError / 2000, 0.021982935, 2e-8);
		close(summary.logZ, -0.024165358974);
		close(summary.logZError, 0.018502833, 2e-8);
	});

	test("the error agrees with the jackknife", () => {
		// Leave one out, from the sums.
		const { normalized } = summary;
		const squares = normalized.reduce((sum, w) => sum + w * w, 0);
		const parts = normalized.map(
			(w) => (1 - w) ** 2 / (squares - w * w) / 1999,
		);
		const mean = parts.reduce((sum, part) => sum + part, 0) / 2000;
		const jackknife = Math.sqrt(
			(1999 / 2000) * parts.reduce((sum, part) => sum + (part - mean) ** 2, 0),
		);
		close(jackknife, 0.022547183);
		expect(
			Math.abs(jackknife / (summary.kishEssError / 2000) - 1),
		).toBeLessThan(0.05);
	});

	test("acceptance, Pareto k and smoothed ESS", () => {
		close(acceptanceFromWeights(logWeights).acceptance, 0.619531599801);
		const { k, tail, smoothed } = paretoSmooth(logWeights);
		expect(tail).toBe(135);
		close(k, 0.269248749431);
		const squares = smoothed.reduce((sum, w) => sum + w * w, 0);
		close(1 / squares / 2000, 0.593091171);
	});
});

describe("Pareto weights w = u^-k", () => {
	for (const [exponent, k, kish] of [
		[0.3, 0.3715153216, 0.81634728],
		[0.5, 0.5422122362, 0.34493426],
		[0.7, 0.7099061571, 0.06134754],
		[1, 0.9574332269, 0.00576244],
	] as const) {
		test(`k = ${exponent}`, () => {
			const uniform = parkMiller(7);
			const logWeights = Float64Array.from(
				{ length: 2000 },
				() => -exponent * Math.log(uniform()),
			);
			close(paretoSmooth(logWeights).k, k);
			close(summarizeWeights(logWeights).kishEss / 2000, kish, 1e-6);
		});
	}

	test("a heavy tail of weights that are equal to 1 % has no k", () => {
		const uniform = parkMiller(7);
		const tails = Array.from({ length: 2000 }, () => uniform() ** -0.9);
		const longest = Math.max(...tails);
		// The same tail, its largest weight `excess` above 1.
		const fitted = (excess: number) =>
			paretoSmooth(
				Float64Array.from(tails, (t) => Math.log1p((excess * t) / longest)),
			);
		expect(fitted(0.1).k).toBeGreaterThan(0.7);
		expect(fitted(0.1).k).toBeCloseTo(fitted(0.02).k, 6);
		expect(fitted(0.009).k).toBeNaN();
		const total = fitted(0.009).smoothed.reduce((a, b) => a + b, 0);
		expect(total).toBeCloseTo(1, 12);
	});

	test("the fit alone", () => {
		const line = Float64Array.from({ length: 20 }, (_, i) => (i + 1) / 10);
		close(fitPareto(line).shape, -0.4046214804);
		close(fitPareto(line).scale, 1.8529560811);
		const exponential = Float64Array.from(
			{ length: 100 },
			(_, i) => -Math.log(1 - (i + 0.5) / 100),
		);
		close(fitPareto(exponential).shape, 0.0656255635, 1e-8);
		close(fitPareto(exponential).scale, 0.9752199391);
	});
});

describe("lognormal weights against the exact law", () => {
	// tauInt = E_p[1/a] - 1/2 by quadrature.
	for (const [variance, tau] of [
		[0.5, 1.46989],
		[1, 2.71397],
	] as const) {
		test(`s^2 = ${variance}`, () => {
			const count = 200_000;
			const random = createRandom(`lognormal/${variance}`);
			const spread = Math.sqrt(variance);
			const logWeights = Float64Array.from(
				{ length: count },
				() => spread * random.normal() - variance / 2,
			);
			const summary = summarizeWeights(logWeights);
			const kish = summary.kishEss / count;
			expect(
				Math.abs(kish - Math.exp(-variance)) / (summary.kishEssError / count),
			).toBeLessThan(4);
			const estimate = acceptanceFromWeights(logWeights);
			// Influence of one draw on the mean of a pair function is at most 2.
			expect(
				Math.abs(estimate.acceptanceUnbiased - erfcOf(spread / 2)),
			).toBeLessThan((4 * 2) / Math.sqrt(count));
			expect(estimate.tauInt).toBeGreaterThanOrEqual(1 / kish - 0.5);
			// Eight independent parts give the error of both estimates of tauInt.
			const parts = Array.from({ length: 8 }, (_, k) => {
				const part = logWeights.subarray(
					(k * count) / 8,
					((k + 1) * count) / 8,
				);
				const path = metropolisPath(part, random.fork(`path${k}`));
				return [
					acceptanceFromWeights(part).tauInt,
					rejectionRuns(path.accepted).tauInt,
				];
			});
			for (const column of [0, 1]) {
				const values = parts.map((part) => part[column]);
				const mean = values.reduce((sum, value) => sum + value, 0) / 8;
				const error = Math.sqrt(
					values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 56,
				);
				// |t| of 7 degrees of freedom exceeds 7 once in 5000.
				expect(Math.abs(mean - tau) / error).toBeLessThan(7);
			}
		});
	}
});

describe("forward estimates from draws of the target", () => {
	// log w ~ N(-s^2/2, s^2) under q is N(+s^2/2, s^2) under p; log Z = 0.
	const variance = 0.5;
	const random = createRandom("forward");
	const draw = (shift: number): Float64Array =>
		Float64Array.from(
			{ length: 50_000 },
			() => Math.sqrt(variance) * random.normal() + shift,
		);

	test("ESS, log Z and the sandwich", () => {
		const result = forwardEss(draw(variance / 2), draw(-variance / 2));
		expect(
			Math.abs(result.fraction - Math.exp(-variance)) / result.fractionError,
		).toBeLessThan(4);
		expect(result.lower.value).toBeLessThan(result.upper.value);
		expect(
			Math.abs(result.lower.value + variance / 2) / result.lower.error,
		).toBeLessThan(4);
		expect(
			Math.abs(result.upper.value - variance / 2) / result.upper.error,
		).toBeLessThan(4);
		expect(Math.abs(result.logZ.value) / result.logZ.error).toBeLessThan(4);
	});

	test("a mode that q has lost shows forward and not in reverse", () => {
		// q covers one of two equal modes perfectly: w = 1/2 there, and draws of p in the other have w = e^20.
		const reverse = new Float64Array(1000).fill(Math.log(0.5));
		const target = Float64Array.from({ length: 1000 }, (_, i) =>
			i % 2 ? Math.log(0.5) : 20,
		);
		expect(summarizeWeights(reverse).kishEss).toBeCloseTo(1000, 9);
		expect(forwardEss(target, reverse).fraction).toBeLessThan(1e-7);
	});
});

describe("self-normalised averages", () => {
	const random = createRandom("snis");
	const count = 4000;

	test("equal weights give the plain mean, its error and N", () => {
		const values = Float64Array.from({ length: count }, () => random.normal());
		const normalized = new Float64Array(count).fill(1 / count);
		const mean = weightedMean(values, normalized);
		const result = weightedError(
			values.map((x) => x - mean),
			normalized,
			mean,
		);
		const variance =
			values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
		close(result.error, Math.sqrt(variance / count), 1e-10);
		close(result.ess, count, 1e-10);
		expect(result.essError).toBeLessThan(1e-6 * count);
	});

	test("error, ESS and its error match the spread over repeats", () => {
		const repeats = 400;
		const means: number[] = [];
		const sizes: number[] = [];
		let error = 0;
		let sizeError = 0;
		for (let k = 0; k < repeats; k++) {
			const x = Float64Array.from({ length: 1000 }, () => random.normal());
			// Target N(0.3, 1) from N(0, 1): E w^2 x^2 and the rest are finite.
			const logWeights = x.map((value) => 0.3 * value);
			const { normalized } = summarizeWeights(logWeights);
			const mean = weightedMean(x, normalized);
			const result = weightedError(
				x.map((value) => value - mean),
				normalized,
				mean,
			);
			means.push(mean);
			sizes.push(result.ess);
			error += result.error / repeats;
			sizeError += result.essError / repeats;
		}
		// Standard deviation of a standard deviation over 400 repeats: 3.5 %; 4 of those.
		expect(Math.abs(deviation(means) / error - 1)).toBeLessThan(0.15);
		expect(Math.abs(deviation(sizes) / sizeError - 1)).toBeLessThan(0.2);
		const centre = means.reduce((sum, value) => sum + value, 0) / repeats;
		expect(Math.abs(centre - 0.3) / (error / Math.sqrt(repeats))).toBeLessThan(
			4,
		);
	});
});

function deviation(values: readonly number[]): number {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	return Math.sqrt(
		values.reduce((sum, value) => sum + (value - mean) ** 2, 0) /
			(values.length - 1),
	);
}
