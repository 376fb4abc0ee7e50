/**
 * Kish ESS, acceptance and tauInt are three views of the same weights and must fit together: the
 * chain's acceptance against 1 - Gini(w), and tauInt from its rejection runs against E_p[1/a] - 1/2.
 * A chain that did much better than its weights allow has not met the large ones.
 */
import type { Evaluation } from "../evaluate.js";
import type { Draft } from "../parts/inference/judge.js";
import { acceptanceFromWeights } from "../parts/weights/acceptance.js";

/** |ln(measured / expected)| up to which two noisy views of one tauInt count as one. */
const tolerance = Math.log(1.3);

export function weightChecks({
	series,
	estimators,
}: Evaluation): Record<string, Draft> {
	const { logWeights } = series;
	const chain = estimators.metropolis;
	const runs = chain?.diagnostics?.tauIntFromRejectionRuns;
	if (logWeights === undefined || runs === undefined) return {};
	const expected = acceptanceFromWeights(logWeights).tauInt;
	const ratio = runs / expected;
	const agrees = Math.abs(Math.log(ratio)) <= tolerance;
	return {
		"consistency triangle": {
			claim: "τ_int from rejection runs = E_p[1/a] − 1/2 from the weights",
			kind: "ratio",
			statistic: ratio,
			otherwise: "inconclusive",
			fixed: agrees ? "pass" : "inconclusive",
			...(agrees
				? {}
				: {
						reason: `τ_int is ${runs.toPrecision(3)} from rejection runs, ${expected.toPrecision(3)} from the weights: large weights are rare events`,
					}),
		},
	};
}
