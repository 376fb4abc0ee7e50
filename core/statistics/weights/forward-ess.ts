/**
 * What draws of the target say about a model density q. With log weights l = -S - log q at draws of p:
 *
 *   forward ESS / N = 1 / (mean_p(w) mean_p(1/w))         (arXiv:2107.00734; E_q w^2 = E_p w, E_q w = 1/E_p(1/w))
 *   log Z = -log mean_p(1/w),   and the sandwich  E_q l <= log Z <= E_p l.
 *
 * The reverse ESS, from draws of q, cannot see a mode that q has lost; this one can, as far as the
 * draws of p visit it. Errors are for independent draws of p.
 */
import type { Estimate } from "../../record.js";
import { meanWithError } from "../moments.js";
import { logSumExp } from "./log-weights.js";

export interface ForwardEstimates {
	/** Forward ESS as a fraction, in (0, 1]. */
	readonly fraction: number;
	readonly fractionError: number;
	/** From the draws of the target. */
	readonly logZ: Estimate;
	/** Mean of l over draws of q: a lower bound of log Z. */
	readonly lower: Estimate;
	/** Mean of l over draws of p: an upper bound. */
	readonly upper: Estimate;
}

/**
 * @param target l at draws of p
 * @param model l at draws of q
 */
export function forwardEss(
	target: Float64Array,
	model: Float64Array,
): ForwardEstimates {
	const count = target.length;
	const logMean = logSumExp(target) - Math.log(count);
	const logInverse = logSumExp(target.map((l) => -l)) - Math.log(count);
	const fraction = Math.exp(-logMean - logInverse);
	let influence = 0; // of one draw on log fraction
	let inverse = 0; // the same on log Z
	for (const l of target) {
		const up = Math.exp(l - logMean) - 1;
		const down = Math.exp(-l - logInverse) - 1;
		influence += (up + down) ** 2;
		inverse += down ** 2;
	}
	return {
		fraction,
		fractionError: (fraction * Math.sqrt(influence)) / count,
		logZ: { value: -logInverse, error: Math.sqrt(inverse) / count },
		lower: meanWithError(model),
		upper: meanWithError(target),
	};
}
