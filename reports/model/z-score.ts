/** All kinds of checks on one scale. */
import type { Check } from "../../core/record.js";
import { normalTwoSidedQuantile } from "../../core/statistics/inference/distributions.js";

/**
 * A check as a z-score: its statistic if it is one, otherwise the z that has its p-value, with the
 * sign of Student's t. Undefined if there is neither.
 */
export function zOfCheck(check: Check): number | undefined {
	const { kind, statistic, p } = check;
	if (kind === "z" && statistic !== undefined) return statistic;
	if (p === undefined) return undefined;
	const sign = kind === "student" && (statistic ?? 0) < 0 ? -1 : 1;
	return sign * normalTwoSidedQuantile(p);
}
