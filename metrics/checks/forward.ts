/**
 * What draws of the target say about weighted draws. ESS from draws of q ("reverse") and from draws of
 * p ("forward", core/statistics/weights/forward-ess.ts) are two estimates of one number, and so are the two of log Z; but
 * the reverse ones cannot see a mode that q has lost. The alarm:
 *
 *   d = ln(reverse ESS) - ln(forward ESS), with delta-method errors of both
 *   u = share of the target's draws whose weights exceed all of the model's: the part of the target
 *       where the model never drew, half where one of two modes is lost
 *   pass          the 90 % interval of d lies within +- ln 1.3
 *   fail          d > 0 beyond chance (Student, Holm), and u >= 1 % and >= 3 times the largest weight's
 *                 share (what one weight more could bring): the model has lost a part of the target
 *   inconclusive  else: rare configurations with weights never seen (the ESS is overstated, averages
 *                 hardly suffer), d < 0, or too few draws of the target
 *
 * log Z from both sides differs by log 2 where half the target is lost; it is not judged where k-hat >=
 * 0.7 tells that an estimate has no usable error. All of it sees as far as the draws of the target do: a
 * mode lost by both stays lost. Nicoli et al., arXiv:2302.14082; Hackett et al., arXiv:2107.00734.
 */
import type { Estimate, EstimatorResult } from "../../core/record.js";
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
import {
	type ForwardEstimates,
	forwardEss,
} from "../../core/statistics/weights/forward-ess.js";
import { paretoSmooth } from "../../core/statistics/weights/pareto.js";
import type { Evaluation } from "../cell/evaluate.js";

/** |d| that counts as agreement. */
const tolerance = Math.log(1.3);
/** Difference of two log Z that counts as agreement: a tenth of Z, where a lost mode is a good part of it. */
const logZTolerance = Math.log(1.1);
/** Fewer draws of the target decide nothing. */
const fewest = 50;
/** u from which on a part of the target is called lost, also as a multiple of the largest weight's share. */
const lostShare = 0.01;
const lostMultiple = 3;
const heavyTail = 0.7;

/** Nothing where there are no draws of the target. */
export function forwardChecks(evaluation: Evaluation): Record<string, Draft> {
	const { target, series, estimators } = evaluation;
	const { logWeights } = series;
	const estimator = estimators.reweighted;
	if (
		target === undefined ||
		logWeights === undefined ||
		estimator === undefined
	)
		return {};
	const trouble = target.trouble ?? troubleOf(target.logWeights);
	if (trouble !== undefined) {
		return {
			[essCheck]: {
				claim: essClaim,
				kind: "student",
				otherwise: "inconclusive",
				source: target.source,
				reason: trouble,
			},
		};
	}
	const top = logWeights.reduce(
		(a, b) => Math.max(a, b),
		Number.NEGATIVE_INFINITY,
	);
	const beyond = target.logWeights.filter((l) => l > top).length;
	const situation: Situation = {
		estimator,
		forward: forwardEss(target.logWeights, logWeights),
		targets: target.logWeights.length,
		draws: logWeights.length,
		unseen: beyond / target.logWeights.length,
		heavy: (estimator.paretoK ?? 0) >= heavyTail,
		inverseHeavy: paretoSmooth(target.logWeights.map((l) => -l)).k >= heavyTail,
		source: target.source,
	};
	return {
		[essCheck]: agreementOfEss(situation),
		"log Z from draws of the target": agreementOfLogZ(situation),
		"log Z within its bounds": sandwich(situation),
	};
}

const essCheck = "forward and reverse ESS agree";
const essClaim = "ESS from draws of the target = ESS from draws of the model";

interface Situation {
	readonly estimator: EstimatorResult;
	readonly forward: ForwardEstimates;
	readonly targets: number;
	readonly draws: number;
	/** Share of the target's draws whose weights exceed all of the model's. */
	readonly unseen: number;
	/** Whether the weights at draws of q, or 1/w at those of p, have no usable variance. */
	readonly heavy: boolean;
	readonly inverseHeavy: boolean;
	readonly source: string;
}

function troubleOf(logWeights: Float64Array): string | undefined {
	const count = logWeights.length;
	if (count < fewest)
		return `${count} independent draws of the target are too few`;
	const wrong = logWeights.filter((l) => !Number.isFinite(l)).length;
	return wrong === 0
		? undefined
		: `log q is not finite at ${wrong} of ${count} draws of the target`;
}

function isLost({ unseen, estimator }: Situation): boolean {
	const single = estimator.largestWeightShare ?? 0;
	return unseen >= Math.max(lostShare, lostMultiple * single);
}

function unseenText({ unseen }: Situation): string {
	return `${(100 * unseen).toPrecision(2)} % of the target's draws have weights larger than any draw of the model`;
}

function agreementOfEss(situation: Situation): Draft {
	const { estimator, forward, draws, targets, source } = situation;
	const reverse = (estimator.kishEss ?? 0) / draws;
	const reverseError = (estimator.kishEssError ?? 0) / (estimator.kishEss ?? 1);
	const forwardError = forward.fractionError / forward.fraction;
	const difference = {
		value: Math.log(reverse / forward.fraction),
		error: Math.hypot(reverseError, forwardError),
		degreesOfFreedom: welchDegrees(
			reverseError,
			draws - 1,
			forwardError,
			targets - 1,
		),
		margin: tolerance,
	};
	const draft = judge(difference, {
		claim: essClaim,
		source,
		measured: {
			value: forward.fraction,
			error: forward.fractionError,
		},
		reference: { value: reverse, error: reverse * reverseError },
	});
	const { p, reason, ...rest } = draft;
	// How close is all that is asked; a small bias of two sharp estimates is no matter.
	const reach = normalQuantile(0.95) * difference.error;
	if (Math.abs(difference.value) + reach <= tolerance)
		return { ...rest, otherwise: "pass" };
	if (p === undefined || p >= familyLevel) return draft;
	if (difference.value < 0) {
		return {
			...rest,
			otherwise: "inconclusive",
			reason:
				"the forward ESS is the larger one: the draws of the target have not met all that the model draws",
		};
	}
	if (!isLost(situation)) {
		return {
			...rest,
			otherwise: "inconclusive",
			reason: `the reverse ESS is overstated by rare configurations: ${unseenText(situation)}`,
		};
	}
	return {
		...draft,
		alarm: `the model has lost a part of the target: ${unseenText(situation)}`,
	};
}

/** -log mean_p(1/w) against log mean_q(w): a lost half of the target is a difference of log 2. */
function agreementOfLogZ(situation: Situation): Draft {
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
function sandwich({ estimator, forward, source }: Situation): Draft {
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
		claim: `E_q l <= log Z <= E_p l: ${rangeText(lower)}, ${rangeText(upper)}`,
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
