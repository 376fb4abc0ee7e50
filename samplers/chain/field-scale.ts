/** The typical size of a field value, from the potential of a single site. */
import { type Action, polynomialOf } from "../../actions/action.js";

/**
 * The deepest minimum of the even part of the potential, if it does not lie at zero. Otherwise the
 * width of the distribution that the lowest power alone gives, at most 1 for a Gaussian. 1 if the
 * action does not state its structure.
 */
export function fieldScale(action: Action): number {
	const potential = polynomialOf(action)?.potential ?? [];
	// In u = phi^2, without the constant.
	const even = potential.filter((_, power) => power % 2 === 0);
	even[0] = 0;
	const [deepest = 0] = positiveRoots(derivative(even))
		.filter((u) => valueAt(even, u) < 0)
		.sort((u, v) => valueAt(even, u) - valueAt(even, v));
	if (deepest > 0) return Math.sqrt(deepest);
	for (const [power, coefficient] of even.entries())
		if (coefficient > 0)
			return power === 1
				? Math.min(1, Math.sqrt(1 / (2 * coefficient)))
				: (2 * power * coefficient) ** (-0.5 / power);
	return 1;
}

/** Coefficients of rising powers, here and below. */
function derivative(polynomial: readonly number[]): readonly number[] {
	return polynomial.slice(1).map((coefficient, k) => (k + 1) * coefficient);
}

function valueAt(polynomial: readonly number[], u: number): number {
	return polynomial.reduceRight((value, c) => value * u + c, 0);
}

/** The positive roots at which the sign changes, by bisection between the roots of the derivative. */
function positiveRoots(polynomial: readonly number[]): readonly number[] {
	const degree = polynomial.findLastIndex((coefficient) => coefficient !== 0);
	const lead = polynomial[degree];
	if (lead === undefined || degree < 1) return [];
	const [constant = 0] = polynomial;
	if (degree === 1) return -constant / lead > 0 ? [-constant / lead] : [];
	// Cauchy's bound on the size of every root.
	const bound =
		1 + Math.max(...polynomial.slice(0, degree).map((c) => Math.abs(c / lead)));
	let low = 0;
	const roots: number[] = [];
	for (const high of [...positiveRoots(derivative(polynomial)), bound]) {
		if (valueAt(polynomial, low) * valueAt(polynomial, high) < 0)
			roots.push(bisected(polynomial, low, high));
		low = high;
	}
	return roots;
}

function bisected(
	polynomial: readonly number[],
	low: number,
	high: number,
): number {
	let [a, b] = [low, high];
	const rises = valueAt(polynomial, a) < 0;
	for (;;) {
		const middle = (a + b) / 2;
		if (middle <= a || middle >= b) return middle;
		if (valueAt(polynomial, middle) < 0 === rises) a = middle;
		else b = middle;
	}
}
