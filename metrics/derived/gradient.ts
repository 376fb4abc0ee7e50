/**
 * The gradient of a derived quantity F(a), and the projection of columns on it. The gradient is made of
 * central differences with step h_a = sd(a)/sqrt(N), the scale on which the means are known
 * (hep-lat/0306017, section 2.2). One step of Richardson extrapolation makes its error of fourth order.
 */

import { asymmetryOfCurvature } from "../../core/statistics/inference/asymmetry.js";

/** dF/da at `means`; NaN where F is not defined within the steps. A column of no spread counts as constant. */
export function gradient(
	value: (means: readonly number[]) => number,
	means: readonly number[],
	steps: readonly number[],
): number[] {
	return means.map((mean, a) => {
		const h = steps[a];
		if (h === 0) return 0;
		const at = (shift: number): number =>
			value(means.map((m, b) => (b === a ? mean + shift : m)));
		const wide = (at(h) - at(-h)) / (2 * h);
		const narrow = (at(h / 2) - at(-h / 2)) / h;
		return (4 * narrow - wide) / 3;
	});
}

/**
 * How far each mean moves when the projected quantity moves by one error: the error times the slope of
 * the column's regression on the projected deviations.
 *
 * @param weights of the deviations; equal ones if absent
 */
function regressed(
	columns: readonly Float64Array[],
	means: readonly number[],
	projected: Float64Array,
	error: number,
	weights?: Float64Array,
): number[] {
	const taken =
		weights === undefined
			? projected
			: projected.map((value, i) => weights[i] ** 2 * value);
	let squares = 0;
	for (let i = 0; i < projected.length; i++) squares += taken[i] * projected[i];
	return columns.map((column, a) => {
		const mean = means[a];
		let sum = 0;
		for (let i = 0; i < projected.length; i++)
			sum += (column[i] - mean) * taken[i];
		return squares > 0 ? (error * sum) / squares : 0;
	});
}

/** The estimate of F with what its curvature adds to the asymmetry. */
export function bent<
	R extends {
		readonly error?: number | undefined;
		readonly asymmetry?: number | undefined;
	},
>(
	result: R,
	{ value }: { value(means: readonly number[]): number },
	columns: readonly Float64Array[],
	means: readonly number[],
	projected: Float64Array,
	weights?: Float64Array,
): R {
	const { error = 0, asymmetry } = result;
	if (asymmetry === undefined) return result;
	const along = regressed(columns, means, projected, error, weights);
	const added = asymmetryOfCurvature(value, means, along, error);
	// Records hold finite numbers; anything beyond the largest asymmetry says the same.
	const total = Math.min(10, Math.max(-10, asymmetry + added));
	return { ...result, asymmetry: total };
}

/** sum_a F_a (a - mean_a) for every measurement. */
export function project(
	columns: readonly Float64Array[],
	means: readonly number[],
	slopes: readonly number[],
): Float64Array {
	const projected = new Float64Array(columns[0].length);
	for (let a = 0; a < columns.length; a++) {
		const column = columns[a];
		const slope = slopes[a];
		const mean = means[a];
		if (slope === 0) continue;
		for (let i = 0; i < projected.length; i++) {
			projected[i] += slope * (column[i] - mean);
		}
	}
	return projected;
}
