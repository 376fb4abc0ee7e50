/**
 * Distribution functions with exact tails: normal, Student t, chi-square, F.
 *
 * Special functions come from `cephes` (S. Moshier's library, compiled to WebAssembly). Its own
 * `stdtr` and `fdtr` take whole degrees of freedom only, and effective ones are not whole, so t
 * and F go through the incomplete beta function:
 *   P(T > t) = I_x(nu/2, 1/2) / 2, x = nu / (nu + t^2);   P(F > f) = I_x(d2/2, d1/2), x = d2 / (d2 + d1 f)
 * (Abramowitz and Stegun 26.7.1, 26.6.2). Every survival function keeps its relative precision in
 * the tail, and is 0 only below the smallest double.
 */
// As CommonJS it is ready when it is loaded; as a module it compiles while others already run.
import cephes = require("cephes");

/**
 * From here on Student's t is taken as normal: its relative correction t^4 / (4 nu) is then below
 * the error that the logarithms of gamma functions of nu/2 would bring in (about nu times 1e-15).
 */
const NORMAL_FROM = 1e9;

function requireNumber(value: number, name: string): void {
	if (Number.isNaN(value)) throw new RangeError(`${name} is not a number`);
}

function requirePositive(value: number, name: string): void {
	if (!(value > 0)) throw new RangeError(`${name} is positive, got ${value}`);
}

function requireProbability(value: number): void {
	if (!(value > 0 && value < 1)) {
		throw new RangeError(
			`a probability for a quantile lies in (0, 1), got ${value}`,
		);
	}
}

/** A tail below the smallest double is 0; cephes throws there. */
function orZero(tail: () => number): number {
	try {
		return tail();
	} catch (error) {
		if (error instanceof Error && error.message.includes("underflow")) return 0;
		throw error;
	}
}

/** P(Z > z) of the standard normal. @throws RangeError for NaN. */
export function normalSurvival(z: number): number {
	requireNumber(z, "z");
	if (z < 0) return 1 - normalSurvival(-z);
	if (z === Infinity) return 0;
	// Not `ndtr`: it underflows at 30 sigma, where erfc still has all its digits.
	return 0.5 * orZero(() => cephes.erfc(z * Math.SQRT1_2));
}

/** P(|Z| > |z|). */
export function normalTwoSided(z: number): number {
	return 2 * normalSurvival(Math.abs(z));
}

/** z >= 0 with P(|Z| > z) = p, for p in [0, 1]; 38.4 where p is below the smallest double. */
export function normalTwoSidedQuantile(p: number): number {
	return p >= 1 ? 0 : -cephes.ndtri(Math.max(p / 2, Number.MIN_VALUE));
}

/** z with P(Z <= z) = p. @throws RangeError unless 0 < p < 1. */
export function normalQuantile(p: number): number {
	requireProbability(p);
	return cephes.ndtri(p);
}

/**
 * P(T > t) of Student's t with `degreesOfFreedom` > 0, whole or not; Infinity is the normal.
 * @throws RangeError otherwise, or for NaN.
 */
export function studentSurvival(t: number, degreesOfFreedom: number): number {
	requireNumber(t, "t");
	requirePositive(degreesOfFreedom, "the number of degrees of freedom");
	if (t < 0) return 1 - studentSurvival(-t, degreesOfFreedom);
	if (degreesOfFreedom >= NORMAL_FROM) return normalSurvival(t);
	if (t === Infinity) return 0;
	const square = t * t;
	// Near the centre nu / (nu + t^2) has lost the digits of t: use the complement.
	if (square < 1) {
		const x = square / (degreesOfFreedom + square);
		return 0.5 * (1 - cephes.incbet(0.5, 0.5 * degreesOfFreedom, x));
	}
	if (square === Infinity) {
		// The leading term x^a / (a B(a, 1/2)), in logarithms because x itself underflows.
		const a = 0.5 * degreesOfFreedom;
		const logX = Math.log(degreesOfFreedom) - 2 * Math.log(t);
		return 0.5 * Math.exp(a * logX - Math.log(a) - cephes.lbeta(a, 0.5));
	}
	const x = degreesOfFreedom / (degreesOfFreedom + square);
	return 0.5 * orZero(() => cephes.incbet(0.5 * degreesOfFreedom, 0.5, x));
}

/** P(|T| > |t|), the two-sided p-value. @throws RangeError as `studentSurvival`. */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
	return 2 * studentSurvival(Math.abs(t), degreesOfFreedom);
}

/**
 * t with P(T <= t) = p: bisection in ln t on the logarithm of the tail, to the last digits.
 * (The inverse incomplete beta of cephes fails for many degrees of freedom and small p.)
 * @throws RangeError unless 0 < p < 1 and degreesOfFreedom > 0.
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
	requireProbability(p);
	requirePositive(degreesOfFreedom, "the number of degrees of freedom");
	if (degreesOfFreedom >= NORMAL_FROM) return normalQuantile(p);
	if (p === 0.5) return 0;
	if (p < 0.5) return -upperStudentQuantile(p, degreesOfFreedom);
	return upperStudentQuantile(1 - p, degreesOfFreedom);
}

/** t > 0 with P(T > t) = tail, for 0 < tail < 1/2. */
function upperStudentQuantile(tail: number, degreesOfFreedom: number): number {
	// Student's tails are heavier than the normal's, so the normal quantile is a lower bound.
	let low = -cephes.ndtri(tail);
	let high = low;
	while (studentSurvival(high, degreesOfFreedom) > tail) {
		low = high;
		high *= 2;
		if (high === Infinity) return Infinity;
	}
	for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
		const middle = Math.sqrt(low) * Math.sqrt(high);
		if (middle <= low || middle >= high) break;
		if (studentSurvival(middle, degreesOfFreedom) > tail) low = middle;
		else high = middle;
	}
	return Math.sqrt(low) * Math.sqrt(high);
}

/**
 * P(X > x) of chi-square with `degreesOfFreedom` > 0, whole or not.
 * @throws RangeError otherwise, or for NaN.
 */
export function chiSquaredSurvival(
	x: number,
	degreesOfFreedom: number,
): number {
	requireNumber(x, "chi-square");
	requirePositive(degreesOfFreedom, "the number of degrees of freedom");
	if (x <= 0) return 1;
	if (x === Infinity) return 0;
	return orZero(() => cephes.igamc(0.5 * degreesOfFreedom, 0.5 * x));
}

/**
 * P(F > f) with `numerator` and `denominator` degrees of freedom > 0, whole or not.
 * @throws RangeError otherwise, or for NaN.
 */
export function fSurvival(
	f: number,
	numerator: number,
	denominator: number,
): number {
	requireNumber(f, "F");
	requirePositive(numerator, "the numerator's degrees of freedom");
	requirePositive(denominator, "the denominator's degrees of freedom");
	if (f <= 0) return 1;
	if (f === Infinity) return 0;
	if (denominator === Infinity) {
		return chiSquaredSurvival(numerator * f, numerator);
	}
	const x = denominator / (denominator + numerator * f);
	return orZero(() => cephes.incbet(0.5 * denominator, 0.5 * numerator, x));
}
