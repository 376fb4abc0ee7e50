/**
 * Gradient of a derived quantity F(a) by central differences with step h_a = sd(a)/sqrt(N), the scale
 * on which the means are known (hep-lat/0306017, section 2.2), with one step of Richardson
 * extrapolation so that the error of the slope is of fourth order; and projection of columns on it.
 */

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
