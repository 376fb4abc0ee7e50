import fc from "fast-check";
import { expect, test } from "vitest";
import { median, select } from "../../../core/statistics/order-statistics.js";

test("the number at any place is that of a sort", () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.oneof(
					fc.double({ noNaN: true }),
					fc.integer({ min: -2, max: 2 }),
					fc.constant(Number.POSITIVE_INFINITY),
				),
				{ minLength: 1, maxLength: 60 },
			),
			(list) => {
				const sorted = Float64Array.from(list).sort();
				const values = Float64Array.from(list);
				// One after another, on what the ones before have left.
				sorted.forEach((expected, k) => {
					expect(select(values, k) + 0).toBe(expected + 0);
				});
			},
		),
	);
});

test("the median: the middle of an odd number of values, the mean of two of an even one, as they were given", () => {
	const values = [3, 1, Number.POSITIVE_INFINITY, 2, -4];
	expect(median(values)).toBe(2);
	expect(median(values.slice(0, 4))).toBe(2.5);
	expect(median(Float64Array.of(7))).toBe(7);
	expect(median([])).toBeNaN();
	expect(values).toEqual([3, 1, Number.POSITIVE_INFINITY, 2, -4]);
});
