/**
 * Whether a sampler samples the right distribution. Every estimator of a cell is compared with exact
 * identities, exact values, stored references, draws of the target, the Z2 balance, Creutz's identity
 * and the agreement between its own chains. The verdicts are those of core/statistics/inference/judge.ts,
 * with Holm's correction over all of them. A sampler with a `fail` is barred from rankings.
 */
import type { Action } from "../../actions/action.js";
import { digits } from "../../core/digits.js";
import type {
	Check,
	EstimatorName,
	ObservableResult,
} from "../../core/record.js";
import { asymmetryOfDifference } from "../../core/statistics/inference/asymmetry.js";
import {
	type Draft,
	judge,
	marginOf,
	settle,
} from "../../core/statistics/inference/judge.js";
import type { Evaluation } from "../cell/evaluate.js";
import { exactValues } from "../exact/exact-values.js";
import {
	type Reference,
	type References,
	referencesFor,
} from "../references.js";
import { chainConvergence } from "./convergence.js";
import { creutz } from "./creutz.js";
import { forwardChecks } from "./forward.js";
import { frozenLabels } from "./frozen.js";
import { identityChecks } from "./identities.js";
import { type Facts, improvedChecks } from "./improved.js";
import { logZBound } from "./log-z-bound.js";
import { weightChecks } from "./weights.js";

const closedForm = "closed form";

/**
 * Checks by name, "<what> (<estimator>)".
 * @param references values given by the suite; they override the stored ones of the same observable
 * @param facts what the sampler says of itself
 */
export function checks(
	evaluation: Evaluation,
	action: Action,
	references: References = {},
	facts: Facts = {},
): Record<string, Check> {
	const known: References = {
		// A closed form is checked by itself.
		...(action.exact?.logZ === undefined ? exactValues(action) : {}),
		...referencesFor(action),
		...references,
	};
	const exactMeans = Object.fromEntries(
		evaluation.observables.map((o) => [o.name, o.exactMean?.(action)]),
	);
	const drafts: Record<string, Draft> = {};
	for (const name of estimatorsOf(evaluation)) {
		const estimator = evaluation.estimators[name];
		if (estimator === undefined) continue;
		const add = (entries: Readonly<Record<string, Draft>>): void => {
			for (const [key, draft] of Object.entries(entries)) {
				drafts[`${key} (${name})`] = { ...draft, estimator: name };
			}
		};
		add(identityChecks(evaluation, name));
		for (const [observable, result] of Object.entries(estimator.observables)) {
			const margin = evaluation.quantities[observable]?.margin;
			const exact = exactMeans[observable] ?? action.exact?.[observable];
			if (exact !== undefined) {
				add({
					[`exact ${observable}`]: against(
						observable,
						result,
						{ value: exact, error: 0, source: closedForm },
						estimator.kishEss,
						margin,
					),
				});
			}
			const reference = known[observable];
			if (reference !== undefined) {
				add({
					[`reference ${observable}`]: against(
						observable,
						result,
						reference,
						estimator.kishEss,
						margin,
					),
				});
			}
		}
		if (name === "chain") {
			add(creutz(evaluation.series));
			add(frozenLabels(evaluation.series, action, evaluation.observables));
			add(chainConvergence(estimator, evaluation.observables));
			add(improvedChecks(facts, estimator, known.susceptibility));
		}
		if (name === "reweighted") {
			add(forwardChecks(evaluation));
			add(logZBound(evaluation, logZOf(action) ?? known.logZ));
		}
		if (name === "metropolis") add(weightChecks(evaluation));
	}
	return settle(drafts);
}

function logZOf({ exact }: Action): Reference | undefined {
	return exact?.logZ === undefined
		? undefined
		: { value: exact.logZ, error: 0, source: closedForm };
}

function estimatorsOf(evaluation: Evaluation): EstimatorName[] {
	return (["chain", "reweighted", "metropolis"] as const).filter(
		(name) => evaluation.estimators[name] !== undefined,
	);
}

/** Ten digits of an exact value, or those that the error leaves. */
function valueText({ value, error }: { value: number; error: number }): string {
	const text =
		error > 0
			? `${value.toFixed(Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(error)))))} ± ${digits(error, 2)}`
			: digits(value, 10);
	return text.replace("-", "−");
}

function against(
	observable: string,
	result: ObservableResult,
	reference: { value: number; error: number; source: string },
	kishEss: number | undefined,
	ownMargin: number | undefined,
): Draft {
	const about = {
		claim: `⟨${observable}⟩ = ${valueText(reference)}`,
		observable,
		reference: { value: reference.value, error: reference.error },
		source: reference.source,
	};
	const { value, error } = result;
	if (value === undefined || error === undefined || result.status !== "ok") {
		return {
			...about,
			kind: "student",
			otherwise: "inconclusive",
			reason: result.reason ?? "not measured",
		};
	}
	const total = Math.hypot(error, reference.error);
	return judge(
		{
			value: value - reference.value,
			error: total,
			// The reference's own error is taken as known exactly.
			degreesOfFreedom:
				(result.degreesOfFreedom ?? Number.POSITIVE_INFINITY) *
				(total / error) ** 4,
			margin: ownMargin ?? marginOf(result),
			referenceError: reference.error,
			effective: result.ess ?? kishEss,
			asymmetry: asymmetryOfDifference({ ...result, error }, reference),
		},
		{ ...about, measured: { value, error } },
	);
}
