import { expect, test } from "vitest";
import { allFinite } from "../../core/finite.js";

test("one number that is not finite is found at every place of every length", () => {
	for (let length = 0; length < 11; length++) {
		const values = Float64Array.from({ length }, (_, i) => 1e300 * (i - 5));
		expect(allFinite(values)).toBe(true);
		expect(allFinite(Float32Array.from({ length }, (_, i) => i))).toBe(true);
		for (let at = 0; at < length; at++)
			for (const bad of [Number.NaN, Infinity, -Infinity]) {
				const wrong = values.slice();
				wrong[at] = bad;
				expect(allFinite(wrong)).toBe(false);
			}
	}
});
