/**
 * Exact identities: observables of known mean zero. Each gets one Student test. Those that belong
 * together, such as the Schwinger-Dyson set, get one Hotelling test. The Z2 balance is separate, because
 * a sampler that has lost a mode passes the others.
 */
import { element } from "../../core/elements.js";
import type { QuantityFacts } from "../../core/quantity-facts.js";
import type { EstimatorName, ObservableResult } from "../../core/record.js";
import {
	hotelling,
	type MeanVector,
} from "../../core/statistics/inference/hotelling.js";
import {
	type Draft,
	judge,
	marginOf,
} from "../../core/statistics/inference/judge.js";
import type { Evaluation } from "../cell/evaluate.js";
import { meansOfChains, meansOfWeights } from "../cell/joint-means.js";

export function identityChecks(
	evaluation: Evaluation,
	estimator: EstimatorName,
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	const residuals = evaluation.identities[estimator] ?? {};
	// Of weighted draws it is known how many are independent, whatever their signs.
	const independent = evaluation.estimators.reweighted?.kishEss;
	const draws = evaluation.estimators[estimator]?.draws ?? 0;
	for (const [name, result] of Object.entries(residuals)) {
		drafts[name] = residualDraft(
			name,
			element(evaluation.quantities, name),
			result,
			independent,
			draws,
		);
	}
	// The Metropolis row rests on the same draws as the weights, whose joint test is stronger.
	if (estimator === "metropolis") return drafts;
	for (const [check, names] of Object.entries(evaluation.joint)) {
		const present = names.filter((name) => name in residuals);
		if (present.length > 1)
			drafts[check] = jointDraft(evaluation, estimator, check, present);
	}
	if (evaluation.identitiesSkipped !== undefined)
		drafts["SD joint"] = {
			claim: "Schwinger–Dyson identities hold",
			kind: "hotelling",
			otherwise: "inconclusive",
			reason: evaluation.identitiesSkipped,
		};
	return drafts;
}

/** Of fewer draws of a chain, equal signs say nothing: the floor of every error bar. */
const fewestSigns = 25;

function residualDraft(
	name: string,
	{ label: claim, subtracted = 0 }: QuantityFacts,
	result: ObservableResult,
	independent: number | undefined,
	draws: number,
): Draft {
	const { value, error, degreesOfFreedom } = result;
	if (name === "Z2:sign" && value !== undefined && Math.abs(value) === 1) {
		const missing =
			"every configuration lies in the same well: a mode is missing";
		const few = "so few configurations may lie in the same well by chance";
		if (independent === undefined)
			return {
				claim,
				kind: "student",
				otherwise: "inconclusive",
				...(draws < fewestSigns
					? { reason: few }
					: { fixed: "fail", reason: missing }),
			};
		return {
			claim,
			kind: "sign",
			// Of n signs all are equal with probability 2^(1 - n).
			p: Math.min(1, 2 ** (1 - independent)),
			otherwise: "inconclusive",
			reason: few,
			alarm: missing,
		};
	}
	if (
		result.status !== "ok" ||
		value === undefined ||
		error === undefined ||
		degreesOfFreedom === undefined
	) {
		return {
			claim,
			kind: "student",
			otherwise: "inconclusive",
			reason: result.reason ?? "no error bar to judge by",
		};
	}
	return judge(
		{
			value,
			error,
			degreesOfFreedom,
			margin: marginOf(result),
			asymmetry: result.asymmetry,
			effective: result.ess,
		},
		{
			claim,
			measured: { value: value + subtracted, error },
			reference: { value: subtracted, error: 0 },
		},
	);
}

function jointDraft(
	evaluation: Evaluation,
	estimator: EstimatorName,
	check: string,
	names: readonly string[],
): Draft {
	const about = {
		claim: `${names.length} ${check === "SD joint" ? "Schwinger–Dyson identities" : `claims about ${check}`} hold together`,
		kind: "hotelling",
		otherwise: "inconclusive",
	} as const;
	const means = residualMeans(evaluation, estimator, names);
	const test =
		means && hotelling(means.means, means.covariance, means.observations);
	if (test === undefined) {
		return {
			...about,
			reason: "too few independent batches for a covariance of the means",
		};
	}
	const resolved = names.every(
		(name) => evaluation.identities[estimator]?.[name]?.status === "ok",
	);
	return resolved
		? { ...about, statistic: test.tSquared, p: test.p, otherwise: "pass" }
		: { ...about, reason: "errors of the residuals are unresolved" };
}

function residualMeans(
	{ series, identities }: Evaluation,
	estimator: EstimatorName,
	names: readonly string[],
): MeanVector | undefined {
	const results = names.map((name) => identities[estimator]?.[name]);
	if (estimator === "chain") return meansOfChains(series, names, results);
	return series.logWeights === undefined
		? undefined
		: meansOfWeights(series, series.logWeights, names, results);
}
