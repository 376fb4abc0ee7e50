/**
 * Discrete labels of a configuration that a symmetry of S forces a chain to change: the sign of m if
 * S(-phi) = S(phi), and the topological charge. A chain that never changed it is frozen, however good
 * its other averages look.
 */
import type { Action } from "../../actions/action.js";
import type { Draft } from "../../core/statistics/inference/judge.js";
import { frozenCharge } from "../cell/frozen-charge.js";
import { frozenSign } from "../cell/frozen-sign.js";
import type { Series } from "../cell/measurements.js";

/** One entry for each label that no chain ever changed. */
export function frozenLabels(
	series: Series,
	action: Action,
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	const add = (
		column: string,
		symbol: string,
		reason: string | undefined,
	): void => {
		if (reason === undefined) return;
		drafts[`frozen ${column}`] = {
			claim: `the chains change ${symbol}`,
			kind: "changes",
			observable: column,
			otherwise: "inconclusive",
			fixed: "inconclusive",
			reason,
		};
	};
	add("magnetization", "the sign of m", frozenSign(series, action));
	add("topologicalCharge", "Q", frozenCharge(series, action));
	return drafts;
}
