/** The normal distribution: two-sided p-values and their inverse, to 12 digits. */
import type { Check } from "../../core/record.js";

/** Probability that |x| exceeds |z|: erfc(|z| / sqrt 2). */
export function twoSidedP(z: number): number {
	const x = Math.abs(z) / Math.SQRT2;
	if (x < 2) {
		// erf x = 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!
		let term = x;
		let total = x;
		for (let n = 1; term > 1e-17 * total; n++) {
			term *= (2 * x * x) / (2 * n + 1);
			total += term;
		}
		return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
	}
	// Laplace's continued fraction of erfc, from the far end.
	let fraction = 0;
	for (let k = 80; k >= 1; k--) fraction = k / 2 / (x + fraction);
	return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** The z >= 0 with the given two-sided p; at most 38, where p leaves the range of doubles. */
export function zOfP(p: number): number {
	if (p >= 1) return 0;
	let [low, high] = [0, 38];
	for (let i = 0; i < 60; i++) {
		const middle = (low + high) / 2;
		if (twoSidedP(middle) > p) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/**
 * A check as a z-score: its statistic if it is one, else the z that has its p-value, with the sign
 * of Student's t. Undefined where there is neither.
 */
export function zOfCheck(check: Check): number | undefined {
	const { kind, statistic, p } = check;
	if (kind === "z" && statistic !== undefined) return statistic;
	if (p === undefined) return undefined;
	const sign = kind === "student" && (statistic ?? 0) < 0 ? -1 : 1;
	return sign * zOfP(p);
}
