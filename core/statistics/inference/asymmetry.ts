/**
 * Student's t of a skewed quantity. The t of a mean of n values of skewness g is skewed in the opposite
 * direction, because a low mean comes with a small error. At n = 25 a chi-square variable fails at p < 1e-3
 * in 2.4 % of cases, and its square in 12 %. P. Hall's transformation (J. R. Statist. Soc. B 54 (1992) 221)
 *
 *   t -> t + a t^2 / 3 + a^2 t^3 / 27 + a / 6,    a = g / sqrt(n),
 *
 * removes this to order 1/n and is monotone. `a` is the skewness of the mean: its third cumulant over the
 * cube of its error. A difference of two means therefore has (a1 e1^3 - a2 e2^3) / (e1^2 + e2^2)^(3/2).
 */
import { element } from "../../elements.js";
import { powerSums } from "../chains/power-sums.js";

/** Beyond this the law of the mean is too far from normal for any correction by one term. */
export const largestAsymmetry = 0.5;

export function symmetrised(statistic: number, asymmetry: number): number {
	const a = asymmetry;
	return (
		statistic + (a * statistic ** 2) / 3 + (a * a * statistic ** 3) / 27 + a / 6
	);
}

/** Skewness of the mean of deviations of mean zero, of which `effective` are independent. */
export function asymmetryOfMean(
	replicas: readonly Float64Array[],
	effective: number,
): number {
	const { count, squares, cubes } = powerSums(replicas);
	if (!(squares > 0)) return 0;
	const skewness = (cubes / count) * (count / squares) ** 1.5;
	return skewness / Math.sqrt(Math.min(effective, count));
}

/**
 * What the curvature of F adds to the asymmetry of F(means). Beside the skewness a of the linear part, the
 * t of F has the term with c = v^T F'' v / s^3, where v are the covariances of the means with the linear
 * part and s is its error: its third cumulant is -(2 a + 3 c) (P. Hall, The Bootstrap and Edgeworth
 * Expansion, 1992, section 2.6; the variance is that at the measured means), so that a + 3 c / 2 stands
 * where `a` does for a mean. F is asked one error to either side along v; infinite where it is not defined.
 *
 * @param along how far each mean moves when F moves by one error
 */
export function asymmetryOfCurvature(
	value: (means: readonly number[]) => number,
	means: readonly number[],
	along: readonly number[],
	error: number,
): number {
	if (!(error > 0)) return 0;
	const at = (sign: number) =>
		value(means.map((mean, k) => mean + sign * element(along, k)));
	const bend = (at(1) - 2 * value(means) + at(-1)) / error;
	return Number.isFinite(bend) ? 1.5 * bend : Number.POSITIVE_INFINITY;
}

/** Skewness of a sum of independent terms of mean zero. */
export function asymmetryOfSum(
	term: (i: number) => number,
	count: number,
): number {
	let squares = 0;
	let cubes = 0;
	for (let i = 0; i < count; i++) {
		const x = term(i);
		squares += x * x;
		cubes += x * x * x;
	}
	return squares > 0 ? cubes / squares ** 1.5 : 0;
}

/** Of left - right, from the asymmetries and errors of both. */
export function asymmetryOfDifference(
	left: { readonly asymmetry?: number | undefined; readonly error: number },
	right: { readonly asymmetry?: number | undefined; readonly error: number },
): number {
	const total = left.error ** 2 + right.error ** 2;
	if (!(total > 0)) return 0;
	const third =
		(left.asymmetry ?? 0) * left.error ** 3 -
		(right.asymmetry ?? 0) * right.error ** 3;
	return third / total ** 1.5;
}
