import { describe, expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import { changePoints } from "../../../../core/statistics/change-points/e-divisive.js";
import { energyTest } from "../../../../core/statistics/inference/energy-distance.js";

const range = (from: number, to: number, step = 1) =>
	Float64Array.from(
		{ length: Math.ceil((to - from) / step) },
		(_, i) => from + i * step,
	);

function ar1(seed: string, a: number, count: number): Float64Array {
	const random = createRandom(seed);
	const out = new Float64Array(count);
	let x = random.normal();
	for (let i = 0; i < count; i++) {
		out[i] = x;
		x = a * x + Math.sqrt(1 - a * a) * random.normal();
	}
	return out;
}

function inBlocks(series: Float64Array, blocks: number): Float64Array[] {
	const length = series.length / blocks;
	return Array.from({ length: blocks }, (_, b) =>
		series.slice(b * length, (b + 1) * length),
	);
}

const energyStatistics = (
	first: readonly Float64Array[],
	second: readonly Float64Array[],
) => energyTest(first, second, { permutations: 0, random: createRandom(1) });

describe("energy distance", () => {
	// Values of the tests of mongodb/signal-processing-algorithms.
	test("two nearly equal ranges", () => {
		const { distance, statistic, coefficient } = energyStatistics(
			[range(1, 100)],
			[range(1, 105)],
		);
		expect(distance).toBeCloseTo(0.16, 3);
		expect(statistic).toBeCloseTo(8.136, 3);
		expect(coefficient).toBeCloseTo(0.002, 3);
	});
	test("two distant ranges", () => {
		const { distance, statistic, coefficient } = energyStatistics(
			[range(1, 100)],
			[range(10000, 13000, 14)],
		);
		expect(distance).toBeCloseTo(21859.691, 2);
		expect(statistic).toBeCloseTo(1481794.709, 2);
		// The source cuts its digits off.
		expect(Math.floor(1000 * coefficient)).toBe(954);
	});
	test("blocks change nothing in the statistic", () => {
		const x = ar1("x", 0, 60);
		const y = ar1("y", 0, 40).map((value) => value + 0.5);
		expect(
			energyStatistics(inBlocks(x, 6), inBlocks(y, 8)).statistic,
		).toBeCloseTo(energyStatistics([x], [y]).statistic, 10);
	});
	test("block permutation keeps its level on a correlated chain, point permutation does not", () => {
		const random = createRandom("energy level");
		const trials = 120;
		let blocks = 0;
		let points = 0;
		for (let r = 0; r < trials; r++) {
			const x = ar1(`x${r}`, 0.9, 800);
			const y = ar1(`y${r}`, 0.9, 800);
			const options = { permutations: 99, random };
			// Blocks of 100, ten times tauInt = 9.5.
			if (energyTest(inBlocks(x, 8), inBlocks(y, 8), options).p <= 0.05)
				blocks++;
			if (r < 40) {
				const xs = inBlocks(x.slice(0, 120), 120);
				const ys = inBlocks(y.slice(0, 120), 120);
				if (energyTest(xs, ys, options).p <= 0.05) points++;
			}
		}
		// 6 expected with a standard deviation of 2.4.
		expect(blocks).toBeLessThan(6 + 4 * 2.4);
		expect(points / 40).toBeGreaterThan(0.3);
	});
	test("sees a difference that moments up to the third hide", () => {
		const random = createRandom("shape");
		const normal = Float64Array.from({ length: 800 }, () => random.normal());
		const coin = Float64Array.from({ length: 800 }, () =>
			random.uniform() < 0.5 ? -1 : 1,
		);
		const result = energyTest(inBlocks(normal, 10), inBlocks(coin, 10), {
			permutations: 999,
			random,
		});
		expect(result.p).toBe(0.001);
		expect(result.smallestP).toBe(0.001);
	});
	test("what is empty is refused", () => {
		expect(() => energyStatistics([], [range(0, 3)])).toThrow(RangeError);
		expect(() => energyStatistics([range(0, 3)], [range(0, 0)])).toThrow(
			RangeError,
		);
	});
});

describe("change points", () => {
	const indices = (
		history: readonly number[],
		permutations = 99,
		level = 0.01,
	) =>
		changePoints(history, {
			level,
			permutations,
			random: createRandom("change points"),
		}).map(({ index }) => index);
	test("one step", () => {
		const history = Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : 1));
		expect(indices(history)).toEqual([200]);
	});
	test("two steps, the larger one first", () => {
		const history = Array.from({ length: 300 }, (_, i) =>
			i < 100 ? 0 : i < 200 ? 1 : 20,
		);
		expect(indices(history)).toEqual([200, 100]);
	});
	test("a step in twenty noisy values, at p < 1e-4", () => {
		const history = [
			1.02, 0.95, 0.99, 1, 1.12, 1, 1.01, 0.98, 1.01, 0.96, 0.5, 0.51, 0.48,
			0.48, 0.55, 0.5, 0.49, 0.51, 0.5, 0.49,
		];
		expect(indices(history, 19_999, 1e-4)).toEqual([10]);
	});
	test("the false-alarm rate is the level, selection of the split included", () => {
		const random = createRandom("null history");
		let alarms = 0;
		const trials = 300;
		for (let r = 0; r < trials; r++) {
			const history = Array.from({ length: 20 }, () => random.normal());
			const found = changePoints(history, {
				level: 0.05,
				permutations: 99,
				random,
			});
			if (found.length > 0) alarms++;
		}
		const sigma = Math.sqrt(0.05 * 0.95 * trials);
		expect(Math.abs(alarms - 0.05 * trials)).toBeLessThan(4 * sigma);
	});
	test("a level out of reach is refused, a short history has none", () => {
		expect(() => indices([1, 2, 3, 4], 9, 0.01)).toThrow(/cannot reach/);
		expect(indices([1, 2, 3])).toEqual([]);
	});
});
