/**
 * Chooses the number of integration steps. A flow that is integrated in n steps reports the
 * integral of the divergence as its log density. The density of the discrete map differs from it by
 * O(n^-4). An optimiser that sees only n steps learns to make this difference large, and the loss
 * then falls below -log Z, which no density can reach. So the error is measured on fresh draws,
 * during training and after it, as rms of log w with n steps minus log w with 2n steps. n is
 * adapted to it.
 */
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import { mean, sumOfSquares } from "../../core/statistics/moments.js";
import { type FlowState, logWeightsOf } from "../flow/engine.js";
import type { TrainingMonitor } from "../flow/training/look.js";

export interface StepControl {
	/** Fewest and most steps. */
	readonly fewest: number;
	readonly most: number;
	/** rms of the difference in log w that training should hold, where the scatter of log w is small. */
	readonly target: number;
	/** Number of fresh draws for each measurement. */
	readonly draws: number;
}

/** What n steps and 2n steps make of the same latent draws. */
export interface Doubling {
	/** log w(n) - log w(2n) of each draw. */
	readonly differences: Float64Array;
	/** Their rms; infinite if any of them is not a number. */
	readonly rms: number;
	/** Standard deviation of log w(2n) over the draws of a target. */
	readonly scatter: number;
}

/** @param group draws in a row that share a target; without it, all do */
export async function doubling(
	{ engine, parameters, settings }: FlowState,
	stream: Random,
	first: number,
	draws: number,
	group = Number.POSITIVE_INFINITY,
): Promise<Doubling> {
	const weights = async (n: number) => {
		const { logDensity, action } = await engine.sample(
			parameters,
			stream,
			first,
			draws,
			{ settings: { ...settings, steps: n } },
		);
		return logWeightsOf(logDensity, action);
	};
	const steps = element(settings, "steps");
	const coarse = await weights(steps);
	const fine = await weights(2 * steps);
	const differences = coarse.map((value, i) => value - element(fine, i));
	const rms = Math.sqrt(mean(differences.map((d) => d * d)));
	return {
		differences,
		rms: Number.isFinite(rms) ? rms : Number.POSITIVE_INFINITY,
		scatter: scatterWithin(fine, (i) => Math.floor((first + i) / group)),
	};
}

/** Standard deviation around the means of groups of neighbours: targets differ in log Z. 0 if all have one value. */
function scatterWithin(
	values: Float64Array,
	groupOf: (index: number) => number,
): number {
	let squares = 0;
	let freedom = 0;
	for (let start = 0, end = 0; start < values.length; start = end) {
		while (end < values.length && groupOf(end) === groupOf(start)) end++;
		squares += sumOfSquares(values.subarray(start, end));
		freedom += end - start - 1;
	}
	return freedom === 0 ? 0 : Math.sqrt(squares / freedom);
}

/**
 * This part of the scatter of log w may be error. An optimiser that exploits it wins at most as much of the
 * loss, which is half of the scatter's square above its least: 0.01 of 0.02 where 0.2 is left of log w's scatter.
 */
const shareOfScatter = 0.05;

/** rms of the error that training should hold for a flow whose log w has this scatter. */
export function allowedError(
	{ target }: StepControl,
	{ scatter }: Pick<Doubling, "scatter">,
): number {
	return Math.max(target, shareOfScatter * scatter);
}

/**
 * Steps that bring the error to half the target, since the error falls as n^-4. A single change at
 * most doubles or halves them.
 */
export function nextSteps(
	steps: number,
	error: number,
	{ target, fewest, most }: StepControl,
): number {
	// No change if the error is between a quarter of the target and the target.
	if (error <= target && error >= target / 4) return steps;
	const factor = (error / (target / 2)) ** 0.25;
	const wanted = Math.ceil(steps * Math.min(2, Math.max(0.5, factor)));
	return Math.min(most, Math.max(fewest, wanted));
}

/**
 * Holds the error near the target during training. Gives up if `most` steps cannot resolve the flow.
 * @param group as in `doubling`
 */
export function stepMonitor(
	control: StepControl,
	group?: number,
): TrainingMonitor {
	return async ({ stream, step, ...flow }) => {
		const { settings } = flow;
		const steps = element(settings, "steps");
		const seen = await doubling(
			flow,
			stream,
			step * control.draws,
			control.draws,
			group,
		);
		const { rms: error } = seen;
		const values = {
			steps,
			...(Number.isFinite(error) ? { stepError: error } : {}),
		};
		if (!Number.isFinite(error))
			return { values, diverged: "the integrator overflows" };
		const target = allowedError(control, seen);
		if (steps >= control.most && error > 10 * target)
			return {
				values,
				diverged: `rms log w is off by ${error.toPrecision(2)} at ${steps} steps`,
			};
		return {
			values,
			settings: {
				...settings,
				steps: nextSteps(steps, error, { ...control, target }),
			},
			// Then the steps grow, up to the most.
			doubtful: error > target && steps < control.most,
		};
	};
}
