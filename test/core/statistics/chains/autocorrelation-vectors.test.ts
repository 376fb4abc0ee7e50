// Vectors of series with a portable generator; reference values from UWerr, emcee, pyerrors and
// ArviZ run on the same numbers, and by hand.
import { describe, expect, test } from "vitest";
import { autocorrelation } from "../../../../core/statistics/chains/autocorrelation.js";
import { Autocovariance } from "../../../../core/statistics/chains/autocovariance.js";
import { batchMeansTau } from "../../../../core/statistics/chains/batch-means.js";
import {
	deviations,
	gammaMethod,
} from "../../../../core/statistics/chains/gamma-method.js";
import { initialMonotone } from "../../../../core/statistics/chains/geyer.js";
import { sokalWindow } from "../../../../core/statistics/chains/sokal.js";
import { parkMiller, portableNormal, portableSeries } from "../support.js";

/** Equal to `digits` significant digits of the expected value. */
function close(actual: number, expected: number, relative = 1e-8): void {
	expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
		relative * Math.abs(expected),
	);
}

test("the portable generator", () => {
	const uniform = parkMiller(1);
	expect([uniform(), uniform(), uniform()]).toEqual([
		2.2477936010098986e-5, 0.08503244914348818, 0.6013526053174179,
	]);
	const normal = portableNormal(1);
	expect([normal(), normal(), normal()]).toEqual([
		-0.6949951894092345, 2.3356187964489763, 1.4460904828487369,
	]);
});

interface Vector {
	readonly seed: number;
	readonly a: number;
	readonly length: number;
	readonly second: number; // x_1
	readonly mean: number;
	readonly variance: number;
	readonly rho: readonly [number, number];
	readonly gamma15: readonly [number, number, number, number?];
	readonly errorError?: number;
	readonly gamma20: readonly [number, number, number, number?];
	readonly sokal: readonly [number, number];
	readonly geyer: readonly [number, number];
	readonly batches: readonly [number, number];
}

const vectors: Readonly<Record<string, Vector>> = {
	A: {
		seed: 1,
		a: 0.5,
		length: 1000,
		second: 1.6752076165766319,
		mean: 0.007539158588863678,
		variance: 1.0070181901364337,
		rho: [0.5241141392, 0.302066803],
		gamma15: [8, 1.502225584, 0.2513304558, 0.05508631038],
		errorError: 0.005078706875,
		gamma20: [11, 1.517838869, 0.3032968877, 0.05537220488],
		sokal: [3.443945945, 18],
		geyer: [1.500435993810926, 3],
		batches: [32, 1.654567898],
	},
	B: {
		seed: 2,
		a: 0.9,
		length: 4000,
		second: -0.958405657481856,
		mean: 0.05812081446056045,
		variance: 0.9665324085861002,
		rho: [0.8931070887, 0.795928989],
		gamma15: [44, 8.488710259, 1.610872057, 0.06418263371],
		errorError: 0.006769670707,
		gamma20: [53, 8.009574111, 1.708320787, 0.06233709401],
		sokal: [14.56277042, 73],
		geyer: [8.660180041389447, 18],
		batches: [63, 8.327528735],
	},
	C: {
		seed: 3,
		a: 0,
		length: 1000,
		second: 2.0068563893469307,
		mean: 0.0017556675913537262,
		variance: 0.9899212242835703,
		rho: [-0.046429629, -0.0086255217],
		gamma15: [1, 0.4545187696, 0.02939273087, 0.03001152891],
		errorError: 0.001162341517,
		gamma20: [1, 0.4545187696, 0.02939273087, 0.03001152891],
		sokal: [0.8454732874, 5],
		geyer: [0.45361680060950726, 1],
		batches: [32, 0.4805635719],
	},
	E: {
		seed: 4,
		a: -0.5,
		length: 1000,
		second: 0.6865825898835222,
		mean: -0.0015451292789094816,
		variance: 1.0072121696878602,
		rho: [-0.5052037351, 0.2637146784],
		gamma15: [1, -0.005219400625, Number.NaN],
		gamma20: [1, -0.005219400625, Number.NaN],
		sokal: [-0.009397062728, 1],
		geyer: [0.12124152792625745, 3],
		batches: [32, 0.09288368733],
	},
};

for (const [name, vector] of Object.entries(vectors)) {
	describe(`series ${name}: AR(1), a = ${vector.a}`, () => {
		const series = portableSeries(vector.seed, vector.a, vector.length);
		const { mean, deltas } = deviations([series]);
		const covariance = new Autocovariance(deltas);

		test("moments and rho", () => {
			close(series[1], vector.second, 1e-15);
			close(mean, vector.mean, 1e-12);
			close(covariance.biased(0), vector.variance, 1e-12);
			const variance = covariance.unbiased(0);
			close(covariance.unbiased(1) / variance, vector.rho[0], 1e-8);
			close(covariance.unbiased(2) / variance, vector.rho[1], 1e-8);
		});

		for (const [stretch, expected] of [
			[1.5, vector.gamma15],
			[2, vector.gamma20],
		] as const) {
			test(`Gamma method, S = ${stretch}`, () => {
				const result = gammaMethod(deltas, stretch);
				expect(result.window).toBe(expected[0]);
				close(result.tauInt, expected[1]);
				if (expected[3] === undefined) {
					expect(result.error).toBeNaN();
				} else {
					close(result.tauIntError, expected[2]);
					close(result.error, expected[3]);
				}
				if (stretch === 1.5 && vector.errorError !== undefined) {
					close(result.errorError, vector.errorError);
				}
			});
		}

		test("Sokal's window, c = 5", () => {
			const result = sokalWindow(covariance);
			close(2 * result.tauInt, vector.sokal[0]);
			expect(result.window).toBe(vector.sokal[1]);
		});

		test("initial monotone sequence", () => {
			const result = initialMonotone(covariance);
			close(result.tauInt, vector.geyer[0]);
			expect(result.pairs).toBe(vector.geyer[1]);
		});

		test("batch means of length sqrt N", () => {
			const result = batchMeansTau([series]);
			expect(result.batches).toBe(vector.batches[0]);
			close(result.tauInt, vector.batches[1]);
		});
	});
}

test("an antithetic series takes the monotone sequence, and says so", () => {
	const { deltas } = deviations([portableSeries(4, -0.5, 1000)]);
	const result = autocorrelation(deltas);
	expect(result.status).toBe("ok");
	expect(result.method).toBe("initial monotone sequence");
	close(result.tauInt ?? Number.NaN, 0.12124152792625745);
});

test("antithetic: a sequence that differs from batch means by over 30 % is flagged", () => {
	let flagged = 0;
	for (let seed = 100; seed < 140; seed++) {
		const { deltas } = deviations([portableSeries(seed, -0.6, 10_000)]);
		const { status, method, tauInt, flags } = autocorrelation(deltas);
		if (status !== "ok" || method !== "initial monotone sequence") continue;
		const batches = batchMeansTau(deltas, 100).tauInt;
		const apart = Math.abs(batches / (tauInt ?? 0) - 1) > 0.3;
		expect(flags).toEqual(
			apart ? [expect.stringMatching(/^batch means finds .* over 30 %/)] : [],
		);
		if (apart) flagged++;
	}
	expect(flagged).toBeGreaterThan(0);
});

test("series F, a = -0.9: unresolved, with a bound below 0.1", () => {
	const { deltas } = deviations([portableSeries(5, -0.9, 1000)]);
	close(gammaMethod(deltas).tauInt, -0.4028303535);
	close(initialMonotone(new Autocovariance(deltas)).tauInt, -0.027179, 1e-5);
	const result = autocorrelation(deltas);
	expect(result.status).toBe("unresolved");
	expect(result.tauInt).toBeUndefined();
	const bound = /tauInt < (\S+)/.exec(result.reason ?? "");
	expect(Number(bound?.[1])).toBeLessThan(0.1);
	expect(Number(bound?.[1])).toBeGreaterThan(0.1 / (2 * 1.9)); // the true value
});

describe("by hand", () => {
	const { deltas } = deviations([Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)]);
	const covariance = new Autocovariance(deltas);

	test("autocovariances of 1 ... 8", () => {
		const biased = [
			5.25, 3.28125, 1.4375, -0.15625, -1.375, -2.09375, -2.1875, -1.53125,
		];
		biased.forEach((value, t) => {
			expect(covariance.biased(t)).toBeCloseTo(value, 12);
		});
		expect(covariance.unbiased(1)).toBeCloseTo(3.75, 12);
		expect(covariance.unbiased(2)).toBeCloseTo(1.9166667, 7);
	});

	test("bias correction at window 2", () => {
		const result = gammaMethod(deltas, { window: 2 });
		close(result.tauInt, 1.8399715505);
		close(result.error, 1.83534454077);
		const raw = 0.5 + result.rho(1) + result.rho(2);
		close(raw, 1.5793650794);
	});

	test("the sum over all lags of the biased autocovariance vanishes", () => {
		for (const [series, scale] of [
			[Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), 5.25],
			[portableSeries(2, 0.9, 4000), 1],
		] as const) {
			const all = new Autocovariance(deviations([series]).deltas);
			let sum = all.biased(0);
			for (let t = 1; t < series.length; t++) sum += 2 * all.biased(t);
			expect(Math.abs(sum)).toBeLessThan(1e-11 * scale);
		}
	});
});

describe("properties", () => {
	test("a constant series: tauInt 1/2, no error, and unresolved", () => {
		const { deltas } = deviations([new Float64Array(1195)]);
		const result = gammaMethod(deltas);
		expect([result.tauInt, result.tauIntError, result.error]).toEqual([
			0.5, 0, 0,
		]);
		expect(autocorrelation(deltas).reason).toBe("the series is constant");
	});

	test("S = 0 is the error of independent draws", () => {
		const series = portableSeries(1, 0.5, 1000);
		const { deltas } = deviations([series]);
		const result = gammaMethod(deltas, 0);
		const variance = new Autocovariance(deltas).biased(0);
		expect(result.tauInt).toBeCloseTo(0.5, 12);
		close(result.error, Math.sqrt(variance / 999), 1e-6);
	});

	test("an alternating series is not given an error it does not have", () => {
		const series = Float64Array.from({ length: 2000 }, (_, i) =>
			i % 2 ? -1 : 1,
		);
		const result = autocorrelation(deviations([series]).deltas);
		expect(result.status).toBe("unresolved");
	});

	for (const [name, lengths, lags] of [
		["unequal replicas", [1500, 700, 1023], [130, 350, 699]],
		["short ones, an odd number", [140, 150, 200, 131, 160], [3, 128]],
		["one that ends within a block", [256 * 5 + 1], [127, 128, 640]],
	] as const) {
		test(`transforms in blocks equal plain sums at every lag: ${name}`, () => {
			const replicas = lengths.map((length, r) =>
				portableSeries(11 + r, 0.8, length),
			);
			const { deltas } = deviations(replicas);
			const covariance = new Autocovariance(deltas);
			for (const last of lags) {
				const sums = covariance.upTo(last);
				expect(sums.length).toBeGreaterThan(last);
				sums.forEach((found, t) => {
					let plain = 0;
					for (const delta of deltas) {
						for (let i = 0; i + t < delta.length; i++)
							plain += delta[i] * delta[i + t];
					}
					expect(Math.abs(found - plain)).toBeLessThan(1e-9 * sums[0]);
				});
			}
		});
	}

	test("batches that cancel exactly end the search for a scale", () => {
		const flips = Float64Array.from(
			{ length: 4096 },
			(_, i) => 1 - 2 * (i % 2),
		);
		const covariance = new Autocovariance([flips]);
		expect(covariance.upTo(1)[1]).toBeCloseTo(-4095, 6);
	});
});

test("published: 112 numbers of LatticeQCD/AnalysisToolbox, testing/statistics/testAutocor.py", () => {
	// biome-ignore format: data
	const series = Float64Array.of(63.5, 62.1, 62.5, 63.5, 62.1, 62.1, 62.5, 62.5, 62.1, 62.5, 62.5, 62.5, 63.5, 63, 63, 63, 63, 63.5, 63, 63.5, 63.5, 63.5, 63.5, 63.5, 62.5, 62.5, 62.5, 61.2, 62.1, 63.5, 63, 63, 62.5, 62.5, 62.5, 62.5, 63.5, 62.1, 63.5, 63, 62.1, 63, 63.1, 63.7, 63.9, 62.4, 61.9, 61.6, 62, 61.6, 62.9, 62.2, 62.7, 62.7, 62.2, 62.6, 62.1, 62.1, 61.9, 62.6, 62.6, 62.4, 63.1, 62.5, 61.9, 62.2, 62.8, 61.8, 61.8, 62.1, 62.1, 61.5, 61.5, 62.1, 62.1, 62.3, 61.9, 61.9, 61.9, 61.6, 61.9, 61.5, 61.9, 62.2, 61.8, 61.8, 61.8, 62.9, 62.1, 62.1, 62, 61.9, 62.6, 62, 62, 62.4, 62.4, 62.2, 61.8, 62.3, 62, 61.7, 61.7, 62, 61.4, 61.4, 61.4, 62.3, 62, 62, 62, 62.1);
	const { deltas } = deviations([series]);
	const covariance = new Autocovariance(deltas);
	let tau = 1;
	for (let t = 1; t <= 33; t++)
		tau += (2 * covariance.unbiased(t)) / covariance.unbiased(0);
	close(tau, 18.24028851979112, 1e-13);
	const narrow = gammaMethod(deltas, 1.5);
	expect(narrow.window).toBe(11);
	close(narrow.tauInt, 4.7515500019);
	const wide = gammaMethod(deltas, 2);
	expect(wide.window).toBe(14);
	close(wide.tauInt, 5.8084191875);
});
