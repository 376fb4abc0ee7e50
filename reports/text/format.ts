/**
 * Numbers for people. The error has two significant digits, and the value is rounded to the same
 * place, in the notation 1.234(56), which means 1.234 ± 0.056.
 */

import type { BreakEven } from "../../core/comparison.js";
import type { Interval } from "../../core/record.js";

const minus = "−";
const thinSpace = "\u202f";
const superscripts: Readonly<Record<string, string>> = {
	"0": "⁰",
	"1": "¹",
	"2": "²",
	"3": "³",
	"4": "⁴",
	"5": "⁵",
	"6": "⁶",
	"7": "⁷",
	"8": "⁸",
	"9": "⁹",
	"-": "⁻",
};

export function superscript(n: number): string {
	return [...String(n)].map((digit) => superscripts[digit] ?? "").join("");
}

/** Decimal digits of value and error, and the power of ten that is taken out of both. */
export interface RoundedEstimate {
	/** Value divided by 10^exponent, rounded, with an ASCII minus. */
	readonly value: string;
	/** Error in units of the last digit of `value`. */
	readonly digits: string;
	/** Number of digits after the point. */
	readonly decimals: number;
	/** Power of ten. 0 if the plain notation is readable. */
	readonly exponent: number;
}

/**
 * Rounds to two digits of the error.
 * @throws RangeError unless the value is finite and the error finite and positive.
 */
export function roundEstimate(value: number, error: number): RoundedEstimate {
	if (!Number.isFinite(value) || !Number.isFinite(error) || error <= 0) {
		throw new RangeError(`no estimate: ${value} with error ${error}`);
	}
	const largest = Math.max(Math.abs(value), error);
	const order = orderOf(largest);
	const exponent = order >= 6 || order < -3 ? order : 0;
	// The error comes first: 0.0996 rounds to 0.10, one place higher than its own leading digit.
	const errorOrder = orderOf(Number(error.toExponential(1)));
	// toFixed accepts at most 100 places. A smaller error has no use beside its value.
	const decimals = Math.min(Math.max(0, exponent - errorOrder + 1), 100);
	const scale = 10 ** -exponent;
	const scaledError = scaled(error, exponent, scale);
	const scaledValue = scaled(value, exponent, scale);
	// Errors of 100 and more are rounded before the point.
	const coarse = 10 ** Math.max(0, errorOrder - exponent - 1);
	const rounded = Math.round(scaledValue / coarse) * coarse;
	const text = (coarse > 1 ? rounded : scaledValue).toFixed(decimals);
	const last =
		coarse > 1
			? String(Math.round(scaledError / coarse) * coarse)
			: scaledError.toFixed(decimals).replace(".", "").replace(/^0+/, "");
	return {
		value: /^-0(\.0*)?$/.test(text) ? text.slice(1) : text,
		digits: last === "" ? "0" : last,
		decimals,
		exponent,
	};
}

/** 1e-20 ... 1e20. */
const powers = Array.from({ length: 41 }, (_, i) => Number(`1e${i - 20}`));

/** Power of ten of the leading digit. It uses the decimal text, because the logarithm may be off by one. */
function orderOf(x: number): number {
	const order = Math.floor(Math.log10(x));
	// Beyond the table, the text decides.
	const [low = Number.NaN, high = 0] = powers.slice(order + 20, order + 22);
	if (order >= -20 && x >= low && x < high) return order;
	return Number(x.toExponential().split("e")[1]);
}

/** Uses the decimal text, so that 1e-320 does not overflow the scale. */
function scaled(x: number, exponent: number, scale: number): number {
	if (Number.isFinite(scale) && scale > 0 && Math.abs(exponent) < 250)
		return x * scale;
	const [digits, power] = x.toExponential().split("e");
	return Number(`${digits}e${Number(power) - exponent}`);
}

/** An error smaller than this share of its value is lost in the rounding of the value. */
const rounding = 1e-16;

/** 1.234(56), 123.4(5.6), 1.23(45)×10⁻⁷; without an error, or one below rounding, six significant digits. */
export function formatEstimate(value: number, error?: number): string {
	if (error === undefined || !(error > rounding * Math.abs(value)))
		return formatNumber(value, 6);
	const {
		value: text,
		digits,
		decimals,
		exponent,
	} = roundEstimate(value, error);
	const inside =
		decimals > 0 && digits.length > decimals
			? `${digits.slice(0, digits.length - decimals)}.${digits.slice(-decimals)}`
			: digits;
	const power = exponent === 0 ? "" : `×10${superscript(exponent)}`;
	return `${text.replace("-", minus)}(${inside})${power}`;
}

/** 1.234(56)e-7, the input of siunitx. Digits in parentheses count from the last place. */
export function siunitxEstimate(value: number, error?: number): string {
	if (error === undefined || !(error > rounding * Math.abs(value)))
		return siunitxNumber(value);
	const { value: text, digits, exponent } = roundEstimate(value, error);
	return `${text}(${digits})${exponent === 0 ? "" : `e${exponent}`}`;
}

function siunitxNumber(value: number, digits = 4): string {
	return String(Number(value.toPrecision(digits))).replace("e+", "e");
}

/** Significant digits, with thin spaces between thousands, and powers of ten in place of many zeros. */
export function formatNumber(value: number, digits = 3): string {
	if (value === 0) return "0";
	if (value === Number.POSITIVE_INFINITY) return "∞";
	const rounded = Number(value.toPrecision(digits));
	const order = orderOf(Math.abs(rounded));
	const sign = rounded < 0 ? minus : "";
	const size = Math.abs(rounded);
	if (order >= 6 || order < -3) {
		const mantissa = Number(size.toExponential().split("e")[0]);
		const head = mantissa === 1 ? "" : `${mantissa}×`;
		return `${sign}${head}10${superscript(order)}`;
	}
	const decimals = Math.max(0, digits - 1 - order);
	const [whole = "", fraction] = size.toFixed(decimals).split(".");
	return sign + grouped(whole) + (fraction === undefined ? "" : `.${fraction}`);
}

/** A coupling as the user wrote it, up to ten digits. */
export function formatParameter(value: number): string {
	return String(Number(value.toPrecision(10))).replace(/^-/, minus);
}

/** A count, with all digits below a million. */
export function formatCount(value: number): string {
	if (Math.abs(value) >= 1e6) return formatNumber(value, 4);
	const sign = value < -0.5 ? minus : "";
	return sign + grouped(String(Math.abs(Math.round(value))));
}

function grouped(whole: string): string {
	return whole.length < 5
		? whole
		: whole.replace(/\B(?=(\d{3})+$)/g, thinSpace);
}

/** 820 (760–890). Words describe an open end. */
export function formatInterval(interval: Interval, digits = 3): string {
	return `${formatNumber(interval.value, digits)} (${formatRange(interval.low, interval.high, digits)})`;
}

export function formatRange(low: number, high?: number, digits = 3): string {
	if (high === undefined || high === Number.POSITIVE_INFINITY)
		return `above ${formatNumber(low, digits)}`;
	return `${formatNumber(low, digits)}–${formatNumber(high, digits)}`;
}

/**
 * A break-even point with its 90 % interval: "230 (90 % interval 49–unbounded, never in 31 % of
 * resamples)", or "never" if the medians do not cross.
 */
export function formatBreakEven({
	value,
	low,
	high,
	never,
}: BreakEven): string {
	const end = high === undefined ? "unbounded" : formatNumber(high, 2);
	const share =
		never === 0 ? "" : `, never in ${formatPercent(never)} of resamples`;
	const range =
		low === undefined
			? `never in ${formatPercent(never)} of resamples`
			: `90 % interval ${formatNumber(low, 2)}–${end}${share}`;
	return `${value === undefined ? "never" : formatNumber(value, 2)} (${range})`;
}

/** A time for people: 0.12 s, 12.3 s, 4 min 10 s, 2 h 5 min, 3 d 4 h. */
export function formatDuration(seconds: number): string {
	if (seconds === 0) return "0 s";
	if (seconds < 1e-3) return `${formatNumber(seconds * 1e6, 2)} µs`;
	if (seconds < 0.1) return `${formatNumber(seconds * 1e3, 2)} ms`;
	if (seconds < 99.5) return `${formatNumber(seconds, 3)} s`;
	const minutes = Math.round(seconds / 60);
	if (seconds < 3599.5) {
		const rest = Math.round(seconds);
		return `${Math.floor(rest / 60)} min ${rest % 60} s`;
	}
	if (minutes < 24 * 60)
		return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
	const hours = Math.round(seconds / 3600);
	return `${formatCount(Math.floor(hours / 24))} d ${hours % 24} h`;
}

export function formatPercent(share: number): string {
	const percent = 100 * share;
	return `${percent === 0 || percent >= 1 ? percent.toFixed(1) : formatNumber(percent, 2)} %`;
}

/** A p-value. A double cannot hold one below 10^-300. */
export function formatP(p: number): string {
	return p === 0 ? "p < 10⁻³⁰⁰" : `p = ${formatNumber(p, 2)}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
	return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** One, two and three in a row of words: "a", "a and b", "a, b and c". */
export function enumerate(words: readonly string[]): string {
	if (words.length < 2) return words.join("");
	return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
