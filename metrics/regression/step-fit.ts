/**
 * Piecewise constant fit of a history, the Potts functional with absolute deviations: minimise
 *   sum_i w_i |y_i - f_i| + gamma x (number of steps),
 * by dynamic programming over the position of the last step (A. Weinmann, M. Storath, L. Demaret,
 * arXiv:1207.4642). Each level is a weighted median, so single outliers make no step.
 */

export interface Step {
	/** One past the last value of the level. */
	readonly end: number;
	readonly level: number;
	/** Sum of the weighted absolute deviations. */
	readonly deviation: number;
}

/**
 * @param gamma price of one further step, in the units of the data
 * @param weights inverse widths of the values; equal if absent
 */
export function fitSteps(
	values: readonly number[],
	gamma: number,
	weights?: readonly number[],
): Step[] {
	const count = values.length;
	const cost = new Float64Array(count + 1);
	const start = new Uint32Array(count + 1);
	cost[0] = -gamma;
	for (let end = 1; end <= count; end++) {
		cost[end] = Number.POSITIVE_INFINITY;
		for (let from = end - 1; from >= 0; from--) {
			const { deviation } = level(values, weights, from, end);
			const total = cost[from] + gamma + deviation;
			if (total < cost[end]) {
				cost[end] = total;
				start[end] = from;
			}
		}
	}
	const steps: Step[] = [];
	for (let end = count; end > 0; end = start[end]) {
		steps.unshift({ end, ...level(values, weights, start[end], end) });
	}
	return steps;
}

/** Weighted median of values [from, end) and the deviations from it. */
function level(
	values: readonly number[],
	weights: readonly number[] | undefined,
	from: number,
	end: number,
): { level: number; deviation: number } {
	const order = Array.from({ length: end - from }, (_, i) => from + i).sort(
		(a, b) => values[a] - values[b],
	);
	const weight = (index: number): number => weights?.[index] ?? 1;
	const half = order.reduce((sum, index) => sum + weight(index), 0) / 2;
	let below = 0;
	let median = values[order[0]];
	for (const index of order) {
		below += weight(index);
		median = values[index];
		if (below >= half) break;
	}
	let deviation = 0;
	for (const index of order) {
		deviation += weight(index) * Math.abs(values[index] - median);
	}
	return { level: median, deviation };
}
