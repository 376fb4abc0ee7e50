/**
 * Checks that chains move between sectors: both signs of m if S(-phi) = S(phi), and the values of the
 * topological charge. A chain that stays in one is frozen, however good its other averages look.
 */
import type { Action } from "../../actions/action.js";
import type { Draft } from "../../core/statistics/inference/judge.js";
import type { Series } from "../cell/measurements.js";
import { frozenSectors } from "../cell/sectors.js";
import type { Observable } from "../observable.js";

/** One entry for each observable whose sectors the chains do not leave often enough. */
export function frozenLabels(
	series: Series,
	action: Action,
	observables: readonly Observable[],
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	for (const { observable, label, reason } of frozenSectors(
		series,
		action,
		observables,
	))
		drafts[`frozen ${observable}`] = {
			claim: `the chains change ${label}`,
			kind: "changes",
			observable,
			otherwise: "inconclusive",
			fixed: "inconclusive",
			reason,
		};
	return drafts;
}
