import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	formatDuration,
	formatEstimate,
	formatNumber,
	roundEstimate,
	siunitxEstimate,
} from "../../reports/text/format.js";
import { formatRHat } from "../../reports/text/r-hat.js";
import { reasonHtml, reasonText } from "../../reports/text/reason.js";

const value = fc.double({ noNaN: true, min: -1e12, max: 1e12 });
const error = fc
	.double({ noNaN: true, min: -12, max: 9 })
	.map((exponent) => 10 ** exponent);

describe("value(error)", () => {
	test("known cases", () => {
		expect(formatEstimate(1.23456, 0.0567)).toBe("1.235(57)");
		expect(formatEstimate(-0.04321, 0.0021)).toBe("−0.0432(21)");
		expect(formatEstimate(123.456, 5.61)).toBe("123.5(5.6)");
		expect(formatEstimate(12345, 567)).toBe("12350(570)");
		expect(formatEstimate(1.0432, 0.0996)).toBe("1.04(10)");
		expect(formatEstimate(1.5e-7, 2.3e-9)).toBe("1.500(23)×10⁻⁷");
		expect(formatEstimate(0, 0.012)).toBe("0.000(12)");
		expect(formatEstimate(0.5)).toBe("0.500000");
		expect(siunitxEstimate(123.456, 5.61)).toBe("123.5(56)");
		expect(siunitxEstimate(-1.5e-7, 2.3e-9)).toBe("-1.500(23)e-7");
	});

	test("an error below the rounding of its value gives no hundred zeros", () => {
		expect(siunitxEstimate(1.2, 1e-90)).toBe("1.2");
		expect(formatEstimate(1.2, 1e-90)).toBe("1.20000");
	});
	test("siunitx's notation reads back as the value and the error, to two digits of the error", () => {
		fc.assert(
			fc.property(value, error, (v, e) => {
				// Smaller errors are left out, as the test above says.
				fc.pre(e > 1e-16 * Math.abs(v));
				const match = siunitxEstimate(v, e).match(
					/^(-?\d+(?:\.(\d+))?)\((\d+)\)(?:e(-?\d+))?$/,
				);
				expect(match).not.toBeNull();
				const power = 10 ** Number(match?.[4] ?? 0);
				const decimals = match?.[2]?.length ?? 0;
				const readError = Number(match?.[3]) * 10 ** -decimals * power;
				expect(Math.abs(readError / e - 1)).toBeLessThan(0.051);
				const readValue = Number(match?.[1]) * power;
				// The place of the last digit is a tenth of the error at most.
				expect(Math.abs(readValue - v)).toBeLessThanOrEqual(
					0.0501 * e * 1.11 + 1e-15 * Math.abs(v),
				);
			}),
		);
	});

	test("the error has two digits", () => {
		fc.assert(
			fc.property(value, error, (v, e) => {
				const { digits } = roundEstimate(v, e);
				expect(digits.replace(/0+$/, "").length).toBeLessThanOrEqual(2);
				expect(Number(digits)).toBeGreaterThan(0);
			}),
		);
	});

	test("what is no estimate is refused", () => {
		for (const [v, e] of [
			[Number.NaN, 1],
			[1, Number.POSITIVE_INFINITY],
			[1, 0],
			[1, -1],
		])
			expect(() => roundEstimate(v, e)).toThrow(RangeError);
	});
});

test("numbers and times", () => {
	expect(formatNumber(22754)).toBe("22\u202f800");
	expect(formatNumber(-0.00012)).toBe("−1.2×10⁻⁴");
	expect(formatNumber(1e6)).toBe("10⁶");
	expect(formatNumber(999.9)).toBe("1000");
	expect(formatDuration(0.35)).toBe("0.350 s");
	expect(formatDuration(250)).toBe("4 min 10 s");
	expect(formatDuration(7500)).toBe("2 h 5 min");
	expect(formatDuration(3599.9)).toBe("1 h 0 min");
});

test("powers of ten that programs print, in the way of the page", () => {
	expect(reasonText("p = 4.3e-37 after Holm")).toBe("p = 4.3×10⁻³⁷ after Holm");
	expect(reasonHtml("p < 1e-300")).toBe("<bdi>p &#60; 10⁻³⁰⁰</bdi>");
});

test("R-hat of frozen chains is infinite, never a number with many zeros", () => {
	expect([1.0042, 25, 12345, 1e6].map((value) => formatRHat(value))).toEqual([
		"1.004",
		"25.000",
		"12 300",
		"∞",
	]);
});
