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
import { mean, variance } from "../../core/statistics/moments.js";
import { type FlowState, logWeightsOf } from "../flow/engine.js";
import type { TrainingMonitor } from "../flow/training/look.js";

export interface StepControl {
	/** Fewest and most steps. */
	readonly fewest: number;
	readonly most: number;
	/** rms of the difference in log w that training should hold. */
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
	/** Standard deviation of log w(2n) over the draws. */
	readonly scatter: number;
}

export async function doubling(
	{ engine, parameters, settings }: FlowState,
	stream: Random,
	first: number,
	draws: number,
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
		scatter: Math.sqrt(variance(fine)),
	};
}

/**
 * Steps that bring the error to half the target, since the error falls as n^-4. A single change at
 * most doubles or halves them.
 */
export function nextSteps(
	steps: number,
	error: number,
	control: StepControl,
): number {
	const { target, fewest, most } = control;
	// No change if the error is between a quarter of the target and the target.
	if (error <= target && error >= target / 4) return steps;
	const factor = (error / (target / 2)) ** 0.25;
	const wanted = Math.ceil(steps * Math.min(2, Math.max(0.5, factor)));
	return Math.min(most, Math.max(fewest, wanted));
}

/** Holds the error near the target during training. Gives up if `most` steps cannot resolve the flow. */
export function stepMonitor(control: StepControl): TrainingMonitor {
	return async ({ stream, step, ...flow }) => {
		const { settings } = flow;
		const steps = element(settings, "steps");
		const { rms: error } = await doubling(
			flow,
			stream,
			step * control.draws,
			control.draws,
		);
		const values = {
			steps,
			...(Number.isFinite(error) ? { stepError: error } : {}),
		};
		if (!Number.isFinite(error))
			return { values, diverged: "the integrator overflows" };
		if (steps >= control.most && error > 10 * control.target)
			return {
				values,
				diverged: `rms log w is off by ${error.toPrecision(2)} at ${steps} steps`,
			};
		return {
			values,
			settings: { ...settings, steps: nextSteps(steps, error, control) },
			// Then the steps grow, up to the most.
			doubtful: error > control.target && steps < control.most,
		};
	};
}
