// Passes of the kernel over several series give the digits of plain loops in order.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom, fillNormal } from "../../../../core/random.js";
import { batchMeans } from "../../../../core/statistics/chains/batch-means.js";
import { laggedSums } from "../../../../core/statistics/chains/lagged-sums.js";
import { powerSums } from "../../../../core/statistics/chains/power-sums.js";
import {
	centredEach,
	meansOfEach,
	squaresOfEach,
	sumsOfEach,
} from "../../../../core/statistics/chains/sums-of-each.js";

const someSeries = fc
	.tuple(
		fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 9 }),
		fc.integer({ min: 0, max: 1000 }),
	)
	.map(([lengths, seed]) =>
		lengths.map((length, r) =>
			fillNormal(createRandom(seed).fork(`${r}`), new Float64Array(length)),
		),
	);

function sumOf(values: Iterable<number>): number {
	let sum = 0;
	for (const value of values) sum += value;
	return sum;
}

test("sums, squares and centred series, whatever the lengths", () => {
	fc.assert(
		fc.property(someSeries, (series) => {
			const centres = series.map((_, r) => r / 7);
			expect([...sumsOfEach(series)]).toEqual(series.map(sumOf));
			const means = series.map((one) => sumOf(one) / one.length);
			expect(meansOfEach(series)).toEqual(means);
			const rest = series.map((one, r) => one.map((x) => x - centres[r]));
			expect([...sumsOfEach(series, centres)]).toEqual(rest.map(sumOf));
			expect([...squaresOfEach(series, centres)]).toEqual(
				rest.map((one) => sumOf(one.map((x) => x * x))),
			);
			const before = series.map((one) => one.slice());
			expect(centredEach(series, centres)).toEqual(rest);
			expect(series).toEqual(before);
		}),
	);
});

test("sums of powers run over all series in order", () => {
	fc.assert(
		fc.property(someSeries, (series) => {
			const all = series.flatMap((one) => [...one]);
			expect(powerSums(series)).toEqual({
				count: all.length,
				first: sumOf(all),
				squares: sumOf(all.map((x) => x * x)),
				cubes: sumOf(all.map((x) => x * x * x)),
				fourth: sumOf(all.map((x) => x * x * (x * x))),
				largest: Math.max(0, ...all.map(Math.abs)),
			});
		}),
	);
});

test("means of batches, of any length; none where there is no batch", () => {
	fc.assert(
		fc.property(
			someSeries,
			fc.integer({ min: 1, max: 12 }),
			(series, length) => {
				const expected = series.flatMap((one) =>
					Array.from(
						{ length: Math.floor(one.length / length) },
						(_, b) =>
							sumOf(one.subarray(b * length, (b + 1) * length)) / length,
					),
				);
				expect([...batchMeans(series, length)]).toEqual(expected);
			},
		),
	);
	for (const length of [41, Number.POSITIVE_INFINITY, Number.NaN])
		expect(batchMeans([new Float64Array(40)], length)).toHaveLength(0);
});

test("series that a pass has changed do not stand for those that were given", () => {
	const series = [Float64Array.of(1, 2, 3), Float64Array.of(4, 6)];
	expect([...sumsOfEach(series)]).toEqual([6, 10]);
	const centred = centredEach(series, [2, 5]);
	expect([...laggedSums(centred, 0, 8)].slice(0, 3)).toEqual([4, -1, -1]);
	expect([...sumsOfEach(series)]).toEqual([6, 10]);
	// More lags than zeros lie behind the series.
	expect([...laggedSums(centred, 0, 400)].slice(0, 3)).toEqual([4, -1, -1]);
});
