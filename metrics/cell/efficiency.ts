/**
 * What an effective configuration costs. With E = ESS of the slowest observable in the draw phase,
 * t its device-seconds and P the device-seconds of all preparation:
 *
 *   rate = E / t,   seconds to n effective configurations = P + n t / E,   n = 1e2, 1e4, 1e6.
 *
 * Intervals of 68 % are on the log scale: var ln rate = var ln E + var ln t.
 */
import type {
	Efficiency,
	EstimatorResult,
	Interval,
	Phase,
	PhaseCost,
} from "../../core/record.js";
import { mean, varianceOfMean } from "../../core/statistics/moments.js";

export type Costs = Partial<Record<Phase, PhaseCost>>;

/** Effective configurations for which the total price is quoted. */
export const targets = [1e2, 1e4, 1e6] as const;

const preparation = ["compile", "tune", "train", "thermalise"] as const;

/** Device-seconds of everything paid once. */
export function preparationSeconds(cost: Costs): number {
	return preparation.reduce(
		(sum, phase) => sum + (cost[phase]?.deviceSeconds ?? 0),
		0,
	);
}

/**
 * Empty where no observable is resolved or nothing was drawn.
 * @param blockSeconds durations of equal blocks of the draw phase; their spread is the clock's error
 */
export function efficiency(
	estimator: EstimatorResult,
	cost: Costs,
	blockSeconds: readonly number[] = [],
): Efficiency {
	const slowest =
		estimator.slowest === undefined
			? undefined
			: estimator.observables[estimator.slowest];
	const draw = cost.draw;
	const ess = slowest?.ess;
	if (ess === undefined || !(ess > 0) || !draw || !(draw.deviceSeconds > 0)) {
		return {};
	}
	const clock = relativeVariance(blockSeconds);
	const counted = ((slowest?.essError ?? 0) / ess) ** 2;
	const spread = Math.exp(Math.sqrt(counted + clock));
	const around = (value: number, factor: number): Interval => ({
		value,
		low: value / factor,
		high: value * factor,
	});
	const evaluations = draw.gradientEvaluations || draw.actionEvaluations;
	const fixed = preparationSeconds(cost);
	const each = draw.deviceSeconds / ess;
	const deviceSecondsTo: Record<string, Interval> = {};
	for (const n of targets) {
		deviceSecondsTo[n.toExponential().replace("+", "")] = {
			value: fixed + n * each,
			low: fixed + (n * each) / spread,
			high: fixed + n * each * spread,
		};
	}
	return {
		essPerDeviceSecond: around(ess / draw.deviceSeconds, spread),
		...(evaluations > 0
			? {
					essPerEvaluation: around(
						ess / evaluations,
						Math.exp(Math.sqrt(counted)),
					),
				}
			: {}),
		deviceSecondsTo,
	};
}

/** Squared relative standard error of the sum of equal blocks; 0 where there are fewer than two. */
function relativeVariance(blocks: readonly number[]): number {
	if (blocks.length < 2) return 0;
	return varianceOfMean(blocks) / mean(blocks) ** 2;
}
