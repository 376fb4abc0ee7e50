/**
 * The ladder of parallel tempering: values of one coupling x in which S is linear, S = S0 + x X. A
 * swap of the configurations of neighbours r and s = r + 1 has
 *
 *   Delta = (x_r - x_s) (X_s - X_r),
 *
 * and is accepted with min(1, exp(-Delta)). Where X is Gaussian with variance V_X, the swap at a
 * distance d is accepted with the probability erfc(d sqrt(V_X) / 2) on average.
 */
import { element } from "../../core/elements.js";
import { normalTwoSidedQuantile } from "../../core/statistics/inference/distributions.js";

/** The z with erfc(z) = rate, for a rate in (0, 1]. */
export function inverseErfc(rate: number): number {
	return normalTwoSidedQuantile(rate) * Math.SQRT1_2;
}

/** Distance to the next value for a swap rate, from the variance of X. */
export function spacing(rate: number, variance: number): number {
	return (2 * inverseErfc(rate)) / Math.sqrt(variance);
}

/**
 * The same ends with equal rates: each gap counts inverseErfc(rate), which grows in proportion to
 * its length, and the new values cut the sum into equal parts.
 */
export function equalised(
	ladder: readonly number[],
	rates: readonly number[],
): number[] {
	// A target so disordered that no other value fits before the bound.
	if (ladder.length < 2) return [...ladder];
	const lengths = rates.map((rate) =>
		inverseErfc(Math.min(0.99, Math.max(1e-3, rate))),
	);
	const whole = lengths.reduce((sum, length) => sum + length, 0);
	const out = [element(ladder, 0)];
	let gap = 0;
	let passed = 0;
	for (let k = 1; k < ladder.length - 1; k++) {
		const wanted = (k * whole) / (ladder.length - 1);
		while (gap < lengths.length - 1 && passed + element(lengths, gap) < wanted)
			passed += element(lengths, gap++);
		const share = (wanted - passed) / element(lengths, gap);
		const start = element(ladder, gap);
		out.push(start + share * (element(ladder, gap + 1) - start));
	}
	out.push(element(ladder, ladder.length - 1));
	return out;
}
