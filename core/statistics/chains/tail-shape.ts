/**
 * Whether an observable has a variance, as far as its draws show. The test is Pareto k-hat of both
 * tails of x - median (the diagnostic of means in arXiv:1507.02646, section 6). From 0.7 on, values that
 * were not yet seen dominate averages of usual sizes, and an error bar means nothing. Bounded and
 * discrete observables have no tail.
 */
import { element } from "../../../core/elements.js";
import { fitPareto, tailLength } from "../weights/pareto.js";

/** Fewer effective draws do not make a tail. */
const fewest = 100;

/**
 * The larger k-hat of the two tails; NaN where they are too short or discrete to be fitted.
 * @param sorted all values in ascending order
 * @param tauInt of the series, which reduces the number of draws that the tail may have
 */
export function tailShape(sorted: Float64Array, tauInt: number): number {
	const relative = Math.min(1, 1 / (2 * tauInt));
	const n = sorted.length;
	if (!(n * relative >= fewest)) return Number.NaN;
	const tail = tailLength(n, relative);
	if (tail >= n / 2) return Number.NaN;
	const lowest = element(sorted, n - tail - 1);
	const upper = sorted.slice(n - tail).map((value) => value - lowest);
	const highest = element(sorted, tail);
	const lower = sorted
		.slice(0, tail)
		.reverse()
		.map((value) => highest - value);
	const shapes = [upper, lower]
		// Values of few kinds are bounded as far as can be seen.
		.filter((exceedances) => new Set(exceedances).size > tail / 2)
		.map((exceedances) => fitPareto(exceedances).shape)
		.filter(Number.isFinite);
	return shapes.length === 0 ? Number.NaN : Math.max(...shapes);
}
