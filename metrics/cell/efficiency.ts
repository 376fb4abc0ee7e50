/**
 * The cost of an effective configuration. E is the ESS of the slowest observable, t the device-seconds
 * that drawing the same number of configurations takes according to the timed blocks, and P the
 * device-seconds of the whole preparation. Then
 *
 *   rate = E / t,   seconds to n effective configurations = P + n t / E,   n = 1e2, 1e4, 1e6.
 *
 * Intervals cover 68 % and are made on the log scale: var ln rate = var ln E + var ln t.
 */

import type { Phase, PhaseCost } from "../../core/cost.js";
import { secondsPerDraw } from "../../core/drawing-time.js";
import type {
	Efficiency,
	EstimatorResult,
	Interval,
} from "../../core/record.js";
import {
	normalQuantile,
	studentQuantile,
} from "../../core/statistics/inference/distributions.js";
import { gradientsToLowError } from "./gradients-to-low-error.js";

export type Costs = Partial<Record<Phase, PhaseCost>>;

/** Effective configurations for which the total price is quoted. */
const targets = [1e2, 1e4, 1e6] as const;

const preparation = ["compile", "tune", "train", "thermalise"] as const;

/** Device-seconds of everything paid once. */
export function preparationSeconds(cost: Costs): number {
	return preparation.reduce(
		(sum, phase) => sum + (cost[phase]?.deviceSeconds ?? 0),
		0,
	);
}

/** The same of processor time; undefined where some phase does not know its own. */
function preparationCoreSeconds(cost: Costs): number | undefined {
	return preparation.reduce((sum: number | undefined, phase) => {
		const paid = cost[phase];
		if (sum === undefined || paid === undefined) return sum;
		return paid.coreSeconds === undefined ? undefined : sum + paid.coreSeconds;
	}, 0);
}

/** No rate where no observable is resolved or nothing was drawn. */
export function efficiency(
	estimator: EstimatorResult,
	cost: Costs,
): Efficiency {
	const slowest =
		estimator.slowest === undefined
			? undefined
			: estimator.observables[estimator.slowest];
	const { draw } = cost;
	const { draws } = estimator;
	const ess = slowest?.ess;
	const seconds = draws * (secondsPerDraw({ cost, draws }) ?? 0);
	const gradients = gradientsToLowError(estimator, draw);
	// Where the slowest mode is not resolved, one site may be.
	if (ess === undefined || !(ess > 0) || !draw || !(seconds > 0))
		return gradients;
	const { timing } = draw;
	const counted = (slowest?.essError ?? 0) / ess;
	const spread = spreadOf(counted, timing?.error, timing?.blocks);
	const coreSeconds =
		timing === undefined || draw.coreSeconds === undefined
			? 0
			: (draws * timing.coreSeconds) / timing.draws;
	const evaluations = draw.gradientEvaluations || draw.actionEvaluations;
	const coreSpread = spreadOf(counted, timing?.coreError, timing?.blocks);
	const fixedCore = preparationCoreSeconds(cost);
	return {
		essPerDeviceSecond: around(ess / seconds, spread),
		...(coreSeconds > 0
			? { essPerCoreSecond: around(ess / coreSeconds, coreSpread) }
			: {}),
		...(evaluations > 0
			? { essPerEvaluation: around(ess / evaluations, spreadOf(counted)) }
			: {}),
		...gradients,
		deviceSecondsTo: secondsTo(preparationSeconds(cost), seconds / ess, spread),
		...(coreSeconds > 0 && fixedCore !== undefined
			? { coreSecondsTo: secondsTo(fixedCore, coreSeconds / ess, coreSpread) }
			: {}),
	};
}

/** The price of each target, with its interval. */
function secondsTo(
	fixed: number,
	each: number,
	spread: number,
): Record<string, Interval> {
	return Object.fromEntries(
		targets.map((n) => [
			n.toExponential().replace("+", ""),
			{
				value: fixed + n * each,
				low: fixed + (n * each) / spread,
				high: fixed + n * each * spread,
			},
		]),
	);
}

/**
 * exp of the standard error of ln rate. That of the clock comes from few blocks: it is widened by the
 * ratio of Student's quantile to the normal one, so that the 95 % interval, which decides who wins,
 * covers as it says.
 */
function spreadOf(counted: number, clock = 0, blocks = 1): number {
	const level = 0.975;
	const widened =
		blocks > 1
			? (clock * studentQuantile(level, blocks - 1)) / normalQuantile(level)
			: 0;
	return Math.exp(Math.hypot(counted, widened));
}

function around(value: number, factor: number): Interval {
	return { value, low: value / factor, high: value * factor };
}
