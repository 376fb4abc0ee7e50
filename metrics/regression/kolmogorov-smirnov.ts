/**
 * Two-sample Kolmogorov-Smirnov test with the exact null distribution by counting lattice paths that
 * stay inside |i/n - j/m| < D (J. L. Hodges, Ark. Mat. 3 (1958) 469). For INDEPENDENT values only:
 * on a chain with a = 0.9 a nominal 5 % becomes 76 %, so thin by ceil(4 tauInt) first.
 */
import { kolmogorovSurvival } from "../parts/inference/distributions.js";

export interface KolmogorovSmirnov {
	/** Largest distance between the two empirical distribution functions. */
	readonly d: number;
	readonly p: number;
	/** Whether p was counted, or is the limit for large samples. */
	readonly exact: boolean;
}

/** Up to this many lattice points the paths are counted. */
const mostPoints = 4_000_000;

/** @throws RangeError for an empty sample */
export function kolmogorovSmirnov(
	first: readonly number[],
	second: readonly number[],
): KolmogorovSmirnov {
	const n = first.length;
	const m = second.length;
	if (n === 0 || m === 0) throw new RangeError("a sample is empty");
	const distance = largestDistance(
		[...first].sort((a, b) => a - b),
		[...second].sort((a, b) => a - b),
	);
	const d = distance / (n * m);
	if (n * m > mostPoints) {
		const p = kolmogorovSurvival(d * Math.sqrt((n * m) / (n + m)));
		return { d, p, exact: false };
	}
	return { d, p: pathsOutside(n, m, distance), exact: true };
}

/** n m D, a whole number, so that "at least D" is decided without rounding. */
function largestDistance(a: readonly number[], b: readonly number[]): number {
	const n = a.length;
	const m = b.length;
	let i = 0;
	let j = 0;
	let largest = 0;
	while (i < n && j < m) {
		const value = Math.min(a[i], b[j]);
		// Ties between the samples step together.
		while (i < n && a[i] === value) i++;
		while (j < m && b[j] === value) j++;
		largest = Math.max(largest, Math.abs(i * m - j * n));
	}
	return largest;
}

/**
 * P(n m D >= distance): each path of a joint order is equally likely. `reach[j]` is the probability
 * to be at (i, j) having stayed inside so far, given that all orders of i + j values are equally likely.
 */
function pathsOutside(n: number, m: number, distance: number): number {
	if (distance === 0) return 1;
	const reach = new Float64Array(m + 1);
	for (let i = 0; i <= n; i++) {
		for (let j = 0; j <= m; j++) {
			if (Math.abs(i * m - j * n) >= distance) {
				reach[j] = 0;
			} else if (i === 0 && j === 0) {
				reach[0] = 1;
			} else {
				// A random order of i and j values ends with one of the first kind with chance i / (i + j).
				const up = i === 0 ? 0 : (reach[j] * i) / (i + j);
				const right = j === 0 ? 0 : (reach[j - 1] * j) / (i + j);
				reach[j] = up + right;
			}
		}
	}
	return Math.max(0, Math.min(1, 1 - reach[m]));
}
