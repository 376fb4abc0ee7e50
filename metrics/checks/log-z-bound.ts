/**
 * Gibbs' inequality for weighted draws where log Z is known: with normalised q,
 *
 *   <log w>_q = log Z - KL(q || p) <= log Z.
 *
 * A log q that is too small breaks it: a missing normalisation, a forgotten log-determinant, or a flow
 * that is integrated with too few steps and reports the integral of its divergence. log w has no heavy
 * tail to the right, so the mean speaks where the weights themselves have no usable error. A bound that
 * holds is no evidence for the sampler, and makes no entry.
 */
import { digits } from "../../core/digits.js";
import type { Estimate } from "../../core/record.js";
import { studentSurvival } from "../../core/statistics/inference/distributions.js";
import {
	type Draft,
	logZMargin,
} from "../../core/statistics/inference/judge.js";
import { mean, variance } from "../../core/statistics/moments.js";
import type { Evaluation } from "../cell/evaluate.js";

/** @param known log Z, with its error */
export function logZBound(
	{ series: { logWeights }, estimators: { reweighted } }: Evaluation,
	known: (Estimate & { readonly source: string }) | undefined,
): Record<string, Draft> {
	// Without a normalised density there is no log Z.
	if (logWeights === undefined || known === undefined || !reweighted?.logZ)
		return {};
	const count = logWeights.length;
	const value = mean(logWeights);
	const error = Math.sqrt(variance(logWeights) / count);
	const excess = value - known.value - logZMargin;
	const total = Math.hypot(error, known.error);
	if (!(excess > 0 && total > 0 && count > 1)) return {};
	const statistic = excess / total;
	return {
		"⟨log w⟩ within log Z": {
			claim: `⟨log w⟩ ≤ log Z = ${digits(known.value, 8)}`,
			kind: "student",
			measured: { value, error },
			reference: { value: known.value, error: known.error },
			source: known.source,
			statistic,
			p: studentSurvival(statistic, count - 1),
			alarm: `log q is too small by ${(value - known.value).toFixed(2)} or more: it is not the density of these draws`,
			otherwise: "inconclusive",
			reason: "⟨log w⟩ lies above log Z, though not beyond chance",
		},
	};
}
