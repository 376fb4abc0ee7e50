/**
 * What draws of the target say about weighted draws. ESS from draws of q ("reverse") and from draws of
 * p ("forward", core/statistics/weights/forward-ess.ts) are two estimates of one number. The same holds
 * for the two estimates of log Z. The reverse ones cannot see a mode that q has lost. The alarm:
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
import { normalQuantile } from "../../core/statistics/inference/distributions.js";
import {
	type Draft,
	familyLevel,
	judge,
} from "../../core/statistics/inference/judge.js";
import { welchDegrees } from "../../core/statistics/inference/welch.js";
import { forwardEss } from "../../core/statistics/weights/forward-ess.js";
import { paretoSmooth } from "../../core/statistics/weights/pareto.js";
import type { Evaluation } from "../cell/evaluate.js";
import { withDeviation } from "./forward-deviation.js";
import { agreementOfLogZ, sandwich } from "./forward-log-z.js";
import { heavyTail, isLost, type Situation, unseenText } from "./lost-part.js";

/** |d| that counts as agreement. */
const tolerance = Math.log(1.3);
/** Fewer draws of the target decide nothing. */
const fewest = 50;

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
			[forwardEssCheck]: {
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
		forward: withDeviation(
			forwardEss(target.logWeights, logWeights),
			target,
			estimator.logZ?.systematic ?? 0,
		),
		targets: target.logWeights.length,
		draws: logWeights.length,
		unseen: beyond / target.logWeights.length,
		heavy: (estimator.paretoK ?? 0) >= heavyTail,
		inverseHeavy: paretoSmooth(target.logWeights.map((l) => -l)).k >= heavyTail,
		source: target.source,
	};
	return {
		[forwardEssCheck]: agreementOfEss(situation),
		"log Z from draws of the target": agreementOfLogZ(situation),
		"log Z within its bounds": sandwich(situation),
	};
}

/** Name of the check that compares them, before the estimator in brackets. */
export const forwardEssCheck = "forward and reverse ESS agree";
const essClaim = "ESS from draws of the target = ESS from draws of the model";

function troubleOf(logWeights: Float64Array): string | undefined {
	const count = logWeights.length;
	if (count < fewest)
		return `${count} independent draws of the target are too few`;
	const wrong = logWeights.filter((l) => !Number.isFinite(l)).length;
	return wrong === 0
		? undefined
		: `log q is not finite at ${wrong} of ${count} draws of the target`;
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
