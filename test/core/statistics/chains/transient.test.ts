import { describe, expect, test } from "vitest";
import { transient } from "../../../../core/statistics/chains/transient.js";
import { autoregressive } from "../support.js";

const level = 0.01;

describe("stationary series are cut as seldom as the level says", () => {
	test.each([
		[-0.95, 1000],
		[0, 1000],
		[0.5, 2000],
		[0.9, 4000],
		[0.97, 12_000],
	])("AR(1), a = %s", (a, count) => {
		const runs = 200;
		let cuts = 0;
		let told = 0;
		for (let r = 0; r < runs; r++) {
			const found = transient(
				autoregressive(`null ${a} ${r}`, a, count),
				level,
			);
			if (found === undefined) continue;
			told++;
			if (found.cut > 0 || !found.stationary) cuts++;
		}
		// The drift of the later half is a test of its own: two levels at most, and 4 sigma of chance.
		const expected = 2 * level * told;
		expect(cuts).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected));
		expect(told).toBeGreaterThan(0.9 * runs);
	});
});

describe("an exponential approach to equilibrium, as from a cold start", () => {
	test.each([
		{ a: 0, time: 50, size: 5 },
		{ a: 0.8, time: 100, size: 10 },
		{ a: 0.9, time: 300, size: -8 },
	])("a = $a, time $time, from $size standard deviations off", (start) => {
		const { a, time, size } = start;
		const count = 20_000;
		const tau = (1 + a) / (2 * (1 - a));
		let pulls = 0;
		const runs = 30;
		for (let r = 0; r < runs; r++) {
			const series = autoregressive(`cold ${a} ${r}`, a, count).map(
				(x, i) => x + size * Math.exp(-i / time),
			);
			const found = transient(series, 1e-5);
			expect(found?.stationary).toBe(true);
			const cut = found?.cut ?? 0;
			// What is left out lasts a few times as long as the approach, and not a large part of the run.
			expect(cut).toBeGreaterThan(time);
			expect(cut).toBeLessThan(12 * time);
			const rest = series.subarray(cut);
			const mean = rest.reduce((sum, x) => sum + x, 0) / rest.length;
			pulls += (mean / Math.sqrt((2 * tau) / rest.length)) ** 2;
		}
		// Chi-squared: what is left of the approach does not shift the mean by its error.
		expect(pulls).toBeLessThan(2 * runs);
	});
});

test("a late change, which no cut at the start removes", () => {
	const series = autoregressive("late", 0.5, 4000).map((x, i) =>
		i < 3000 ? x : x + 1,
	);
	expect(transient(series, 1e-3)?.stationary).toBe(false);
});

test("too short or constant: nothing is said", () => {
	expect(transient(autoregressive("short", 0.5, 60), level)).toBeUndefined();
	expect(transient(autoregressive("slow", 0.999, 2000), level)).toBeUndefined();
	expect(transient(new Float64Array(1000).fill(2), level)).toBeUndefined();
});
