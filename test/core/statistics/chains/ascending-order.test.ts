import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import { ascendingOrder } from "../../../../core/statistics/chains/ascending-order.js";

/** What a comparison gives: by value, -0 before 0, equal numbers in order. */
function compared(values: Float64Array): number[] {
	const rank = (x: number) => (Object.is(x, -0) ? -1 : 0);
	return Array.from(values, (_, i) => i).sort((a, b) =>
		values[a] === values[b]
			? rank(values[a]) - rank(values[b]) || a - b
			: values[a] - values[b],
	);
}

test("the order of any numbers is that of comparisons", () => {
	fc.assert(
		fc.property(fc.array(fc.double({ noNaN: true })), (list) => {
			const values = Float64Array.from(list);
			expect(Array.from(ascendingOrder(values))).toEqual(compared(values));
		}),
	);
	const random = createRandom("order");
	// Neighbours in every part of the bits, and the same number again and again.
	const values = Float64Array.from(
		{ length: 4000 },
		(_, i) =>
			(i % 3 === 0 ? 1 : random.normal()) *
			2 ** (random.integer(40) - 20) *
			(1 + (random.integer(4) - 2) * Number.EPSILON),
	);
	expect(Array.from(ascendingOrder(values))).toEqual(compared(values));
	expect(ascendingOrder(new Float64Array(0))).toHaveLength(0);
	// Numbers that differ in their last bits alone, in descending order.
	const close = Float64Array.from(
		{ length: 3000 },
		(_, i) => 1 + ((3000 - i) % 1000) * Number.EPSILON,
	);
	expect(Array.from(ascendingOrder(close))).toEqual(compared(close));
});
