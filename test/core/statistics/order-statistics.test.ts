import fc from "fast-check";
import { expect, test } from "vitest";
import { select } from "../../../core/statistics/order-statistics.js";

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
