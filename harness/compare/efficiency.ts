/**
 * Layer 3, efficiency on the machine-free scale: ln tauInt, and evaluations per configuration.
 *
 * Not worse: H0 "tau_new / tau_base <= 1 + delta", one test for each observable, with Holm's
 * correction over all. Proven the same: two one-sided tests on the slowest observable of the base.
 * A run that is too short for that is `inconclusive`, not green. The variance comes from independent
 * replicas (harness/compare/candidates.ts).
 */
import { element } from "../../core/elements.js";
import {
	corrected,
	holm,
} from "../../core/statistics/inference/multiplicity.js";
import { shownP } from "../../core/statistics/inference/shown-p.js";
import { tost } from "../../core/statistics/inference/tost.js";
import {
	pAbove,
	pBelow,
	ratioOf,
} from "../../core/statistics/inference/welch.js";
import { type Candidate, candidatesOf, workOf } from "./candidates.js";
import type { LayerResult } from "./correctness.js";
import type { Finding, Levels } from "./finding.js";
import { metrics } from "./metrics.js";
import type { CellPair } from "./pairs.js";
import { tauWords } from "./words.js";

export function efficiencyLayer(
	pairs: readonly CellPair[],
	identical: ReadonlySet<string>,
	levels: Levels,
): LayerResult {
	const findings: Finding[] = [];
	const candidates: Candidate[] = [];
	for (const pair of pairs) {
		if (identical.has(pair.name)) {
			findings.push({
				layer: "efficiency",
				cell: pair.name,
				metric: "tauInt",
				verdict: "same",
				reason: "identical digits",
			});
			continue;
		}
		findings.push(...workNotes(pair));
		for (const estimator of ["chain", "reweighted", "metropolis"] as const) {
			const found = candidatesOf(pair, estimator);
			if (typeof found === "string") {
				findings.push({
					layer: "efficiency",
					cell: pair.name,
					estimator,
					metric: "tauInt",
					verdict: "inconclusive",
					reason: found,
				});
			} else candidates.push(...found);
		}
	}
	const margin = Math.log1p(metrics.tauInt.relevant);
	const worse = candidates.map(({ difference }) => pAbove(difference, margin));
	const adjusted = holm(worse);
	for (const [index, candidate] of candidates.entries()) {
		const finding = judge(
			candidate,
			margin,
			element(worse, index),
			element(adjusted, index),
			candidates.length,
			levels,
		);
		if (finding !== undefined) findings.push(finding);
	}
	return { findings, tests: candidates.length };
}

function judge(
	{ pair, estimator, observable, headline, difference }: Candidate,
	margin: number,
	p: number,
	adjusted: number,
	tests: number,
	levels: Levels,
): Finding | undefined {
	const ratio = ratioOf(difference, 1 - 2 * levels.equivalence);
	const common = {
		layer: "efficiency",
		cell: pair.name,
		estimator,
		metric: "tauInt",
		observable,
		ratio,
		p,
		adjusted,
	} as const;
	const change = `${tauWords(pair, observable)} changed by ${percent(ratio.value)} (${percent(ratio.low)} to ${percent(ratio.high)})`;
	const allowed = `${Math.round(100 * metrics.tauInt.relevant)} %`;
	if (adjusted <= levels.efficiency) {
		return {
			...common,
			verdict: "regressed",
			reason: `${change}, more than ${allowed}: ${shownP(adjusted)} ${corrected(tests)}`,
		};
	}
	if (!headline) return undefined;
	if (pBelow(difference, -margin) <= levels.equivalence) {
		return {
			...common,
			verdict: "improved",
			reason: `${change}, lower by more than ${allowed}`,
		};
	}
	if (tost(difference, margin).p <= levels.equivalence) {
		return {
			...common,
			verdict: "same",
			reason: `${change}, within ${allowed} by two one-sided tests`,
		};
	}
	// Half the interval must shrink to the room that is left; it shrinks with the root of the draws.
	const room = margin - Math.min(margin * 0.9, Math.abs(difference.value));
	const reach = Math.log(ratio.high / ratio.low) / 2;
	const factor = (reach / room) ** 2;
	return {
		...common,
		verdict: "inconclusive",
		reason: `${change}: neither within ${allowed} nor surely beyond; ${Math.ceil(factor) === 1 ? "slightly more draws" : `about ${Math.ceil(factor)} times the draws`} would decide if nothing changed`,
	};
}

function percent(ratio: number): string {
	const change = 100 * (ratio - 1);
	return `${change >= 0 ? "+" : ""}${change.toFixed(Math.abs(change) < 10 ? 1 : 0)} %`;
}

/** Work per configuration is a count without noise, but tuning may change it: told, not judged. */
function workNotes(pair: CellPair): Finding[] {
	const before = workOf(pair.base);
	const after = workOf(pair.new);
	if (before === undefined || after === undefined) return [];
	const ratio = after / before;
	if (Math.abs(Math.log(ratio)) <= Math.log1p(metrics.evaluations.relevant)) {
		return [];
	}
	return [
		{
			layer: "efficiency",
			cell: pair.name,
			metric: "evaluations",
			verdict: "note",
			reason: `${metrics.evaluations.label}: ${before.toPrecision(3)} were and ${after.toPrecision(3)} are needed ${metrics.evaluations.unit} (${percent(ratio)})`,
			ratio: { value: ratio, low: ratio, high: ratio },
		},
	];
}
