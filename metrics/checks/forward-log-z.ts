/** log Z from draws of the target and of the model, as `forward.ts` compares them. */
import type { Estimate } from "../../core/record.js";
import {
	normalQuantile,
	normalSurvival,
} from "../../core/statistics/inference/distributions.js";
import {
	type Draft,
	familyLevel,
	judge,
	logZMargin,
} from "../../core/statistics/inference/judge.js";
import { welchDegrees } from "../../core/statistics/inference/welch.js";
import { heavyTail, isLost, type Situation, unseenText } from "./lost-part.js";

/** Difference of two log Z that counts as agreement: a tenth of Z. A lost mode is a good part of it. */
const logZTolerance = Math.log(1.1);

/** -log mean_p(1/w) against log mean_q(w): a lost half of the target is a difference of log 2. */
export function agreementOfLogZ(situation: Situation): Draft {
	const { estimator, forward, draws, targets, source } = situation;
	const reverse = estimator.logZ ?? { value: 0, error: 0 };
	const draft = judge(
		{
			value: forward.logZ.value - reverse.value,
			error: Math.hypot(reverse.error, forward.logZ.error),
			degreesOfFreedom: welchDegrees(
				reverse.error,
				draws - 1,
				forward.logZ.error,
				targets - 1,
			),
			margin: logZTolerance,
		},
		{
			claim: "log Z from draws of the target = log Z from draws of the model",
			source,
			measured: { ...forward.logZ },
			reference: { ...reverse },
		},
	);
	const { p, ...rest } = draft;
	const lost = isLost(situation);
	const blind = situation.inverseHeavy || (situation.heavy && !lost);
	if (p !== undefined && p < familyLevel && blind) {
		return {
			...rest,
			otherwise: "inconclusive",
			reason: `Pareto k >= ${heavyTail}: the weights are too heavy for either estimate`,
		};
	}
	return {
		...draft,
		...(lost
			? {
					alarm: `the model has lost a part of the target: ${unseenText(situation)}`,
				}
			: {}),
	};
}

/**
 * E_q l <= log Z <= E_p l by Jensen's inequality; each bound against the log Z of the other draws, so
 * that it can fail. One that is broken says that the two samplers have different targets, or that q
 * is not normalised.
 */
export function sandwich({ estimator, forward, source }: Situation): Draft {
	const { lower, upper } = forward;
	const reverse = estimator.logZ ?? { value: 0, error: 0 };
	const excesses = [
		{
			value: lower.value - forward.logZ.value,
			error: Math.hypot(lower.error, forward.logZ.error),
		},
		{
			value: reverse.value - upper.value,
			error: Math.hypot(reverse.error, upper.error),
		},
	];
	const statistic = Math.max(...excesses.map(score));
	const wide = normalQuantile(0.95);
	const holds = excesses.every(
		({ value, error }) => value + wide * error <= logZMargin,
	);
	return {
		claim: `log Z lies between ⟨log w⟩ of draws of the model, ${rangeText(lower)}, and of the target, ${rangeText(upper)}`,
		kind: "normal",
		statistic,
		// Two bounds, one side each.
		p: Math.min(1, 2 * normalSurvival(statistic)),
		otherwise: holds ? "pass" : "inconclusive",
		...(holds
			? {}
			: { reason: "the errors are too large to show that the bounds hold" }),
		measured: { ...reverse },
		source,
		alarm: "log Z lies outside its bounds",
	};
}

function score({ value, error }: Estimate): number {
	// Equal up to rounding, where the model is exact.
	if (Math.abs(value) <= 1e-3 * logZMargin || !(error > 0)) return 0;
	return value / error;
}

function rangeText({ value, error }: Estimate): string {
	return `${value.toFixed(3)} ± ${error.toPrecision(1)}`;
}
