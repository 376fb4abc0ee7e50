/**
 * Averages under given weights are not trusted if
 *
 *   - the lower end of the one-sided 95 % interval of the Kish ESS is below 25. Large weights that few
 *     draws have met make the ESS too large, by about as much as it falls from half of the draws to all;
 *   - k-hat is min(0.7, 1 - 1 / log10 N) or more: averages are dominated by weights not yet seen (arXiv:1507.02646);
 *   - k-hat cannot be computed, unless the weights are equal to 1 % or many share the largest value;
 *   - one weight holds over 10 % of the sum.
 *
 * From k-hat = 0.5 on, or if one weight holds over 5 % of the sum, the ESS is only an upper bound.
 */
import { digits } from "../../digits.js";
import { fewestEffective, oneSided, tooFew } from "../effective.js";
import { kishEss, type WeightSummary } from "./log-weights.js";
import type { ParetoResult } from "./pareto.js";

export interface WeightGrade {
	readonly status: "ok" | "unresolved";
	readonly reason?: string;
	readonly flags?: string[];
}

const largestShareBelieved = 0.1;
const largestShareUnflagged = 0.05;

export function gradeWeights(
	weights: Pick<
		WeightSummary,
		"kishEss" | "kishEssError" | "largestShare" | "normalized"
	>,
	pareto: Pick<ParetoResult, "k" | "bounded">,
): WeightGrade {
	const { kishEssError, largestShare } = weights;
	const { k, bounded } = pareto;
	const draws = weights.normalized.length;
	const percent = `${(100 * largestShare).toFixed(1)} %`;
	const unresolved = (reason: string): WeightGrade => ({
		status: "unresolved",
		reason,
	});
	const missed = Math.max(
		0,
		2 * halvedKish(weights.normalized) - weights.kishEss,
	);
	const least = weights.kishEss - missed - oneSided * kishEssError;
	if (!(least >= fewestEffective))
		return unresolved(
			`Kish ESS ${digits(weights.kishEss, 3)} of ${draws} draws, ${tooFew(least)}`,
		);
	if (k >= Math.min(0.7, 1 - 1 / Math.log10(draws)))
		return unresolved(
			`Pareto k = ${k.toFixed(2)} of ${draws} draws: averages are dominated by weights not yet seen`,
		);
	if (Number.isNaN(k) && !bounded)
		return unresolved(
			"Pareto k cannot be computed: the tail of the weights cannot be fitted",
		);
	if (largestShare > largestShareBelieved)
		return unresolved(`one weight holds ${percent} of the sum of all`);
	if (k >= 0.5 || largestShare > largestShareUnflagged)
		return {
			status: "ok",
			flags: [
				`${Number.isNaN(k) ? "" : `Pareto k = ${k.toFixed(2)}, `}largest weight ${percent} of the sum: the ESS is an upper bound`,
			],
		};
	return { status: "ok" };
}

/** Mean Kish ESS of four quarters of the draws, twice: that of half of them, less noisy than of two halves. */
function halvedKish(weights: Float64Array): number {
	const quarter = Math.floor(weights.length / 4);
	let sum = 0;
	for (let k = 0; k < 4; k++) {
		const part = weights.subarray(k * quarter, (k + 1) * quarter);
		if (part.some((weight) => weight > 0)) sum += kishEss(part);
	}
	return sum / 2;
}
