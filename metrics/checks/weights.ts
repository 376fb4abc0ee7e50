/**
 * Kish ESS, acceptance and tauInt are three views of the same weights and must fit together. Each is
 * compared with the chain that was made of the weights:
 *
 *   acceptance                  =  1 - Gini(w)
 *   tauInt of rejection runs    =  E_p[1/a] - 1/2
 *   tauInt of rejection runs   >=  N / ESS - 1/2
 *
 * A chain that did much better than its weights allow has not met the large ones.
 */

import type { Draft } from "../../core/statistics/inference/judge.js";
import { acceptanceFromWeights } from "../../core/statistics/weights/acceptance.js";
import type { Evaluation } from "../cell/evaluate.js";

/** |ln(measured / expected)| up to which two noisy views of one tauInt count as one. */
const tolerance = Math.log(1.3);
/** The same for the acceptance, beyond three of its standard errors. */
const acceptanceTolerance = Math.log(1.1);

export function weightChecks({
	series,
	estimators,
}: Evaluation): Record<string, Draft> {
	const { logWeights } = series;
	const chain = estimators.metropolis;
	const runs = chain?.diagnostics?.tauIntFromRejectionRuns;
	const acceptance = chain?.acceptance;
	const kish = estimators.reweighted?.kishEss;
	if (
		logWeights === undefined ||
		runs === undefined ||
		acceptance === undefined ||
		kish === undefined
	)
		return {};
	const expected = acceptanceFromWeights(logWeights);
	const count = logWeights.length;
	const noise = Math.sqrt(
		(2 * expected.tauInt * (1 - expected.acceptance)) /
			(expected.acceptance * count),
	);
	const least = count / kish - 0.5;
	const troubles = [
		...(Math.abs(Math.log(acceptance / expected.acceptance)) <=
		acceptanceTolerance + 3 * noise
			? []
			: [
					`the chain accepts ${percent(acceptance)}, the weights allow ${percent(expected.acceptance)}`,
				]),
		...(Math.abs(Math.log(runs / expected.tauInt)) <= tolerance
			? []
			: [
					`τ_int is ${runs.toPrecision(3)} from rejection runs, ${expected.tauInt.toPrecision(3)} from the weights`,
				]),
		...(Math.log(least / runs) <= tolerance
			? []
			: [
					`τ_int is ${runs.toPrecision(3)} from rejection runs, and at least ${least.toPrecision(3)} by the ESS of the weights`,
				]),
	];
	return {
		"consistency triangle": {
			claim:
				"acceptance = 1 − Gini(w), and τ_int from rejection runs = E_p[1/a] − 1/2 ≥ N/ESS − 1/2",
			kind: "ratio",
			statistic: runs / expected.tauInt,
			otherwise: "inconclusive",
			fixed: troubles.length === 0 ? "pass" : "inconclusive",
			...(troubles.length === 0
				? {}
				: { reason: `${troubles.join("; ")}: large weights are rare events` }),
		},
	};
}

function percent(share: number): string {
	return `${(100 * share).toPrecision(3)} %`;
}
