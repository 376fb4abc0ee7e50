/**
 * The number of integration steps. A flow that is integrated in n steps reports the integral of the
 * divergence as its log density; the density of the discrete map differs by O(n^-4), and an
 * optimiser that sees only n steps learns to make that difference large (the loss then falls below
 * -log Z, which no density can reach). So the error is measured on fresh draws, rms of
 * log w with n steps minus log w with 2n, during training and after it, and n follows.
 */
import type { Random } from "../../core/random.js";
import { type FlowEngine, logWeightsOf } from "../flow/engine.js";
import type { FlowSettings } from "../flow/flow.js";
import type { TrainingMonitor } from "../flow/training/train.js";

export interface StepControl {
	/** Least and most steps. */
	readonly fewest: number;
	readonly most: number;
	/** rms of the difference in log w to hold during training. */
	readonly target: number;
	/** Fresh draws of each measurement. */
	readonly draws: number;
}

/** rms over fresh draws of log w(n) - log w(2n); infinite where a number is not one. */
export async function stepError(
	engine: FlowEngine,
	parameters: Float32Array,
	settings: FlowSettings,
	stream: Random,
	first: number,
	draws: number,
): Promise<number> {
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
	const coarse = await weights(settings.steps);
	const fine = await weights(2 * settings.steps);
	let sum = 0;
	for (let i = 0; i < draws; i++) sum += (coarse[i] - fine[i]) ** 2;
	const rms = Math.sqrt(sum / draws);
	return Number.isFinite(rms) ? rms : Number.POSITIVE_INFINITY;
}

/** Steps that bring the error to half the target: the error falls as n^-4. At most doubled, or halved, at once. */
export function nextSteps(
	steps: number,
	error: number,
	control: StepControl,
): number {
	const { target, fewest, most } = control;
	// Left alone between a quarter of the target and the target.
	if (error <= target && error >= target / 4) return steps;
	const factor = (error / (target / 2)) ** 0.25;
	const wanted = Math.ceil(steps * Math.min(2, Math.max(0.5, factor)));
	return Math.min(most, Math.max(fewest, wanted));
}

/** Holds the error near the target while training; gives up on a state that `most` steps cannot resolve. */
export function stepMonitor(control: StepControl): TrainingMonitor {
	return async ({ engine, parameters, settings, stream, step }) => {
		const { steps } = settings;
		const error = await stepError(
			engine,
			parameters,
			settings,
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
		};
	};
}

/**
 * Steps to draw with: enough for an error of log w below `limit`, from those of training on.
 * @throws Error naming the steps that would do, when they are more than `most`.
 */
export async function settledSteps(
	engine: FlowEngine,
	parameters: Float32Array,
	settings: FlowSettings,
	stream: Random,
	limit: number,
	control: StepControl,
): Promise<FlowSettings> {
	let { steps } = settings;
	for (let attempt = 0; ; attempt++) {
		const first = attempt * control.draws;
		const error = await stepError(
			engine,
			parameters,
			{ ...settings, steps },
			stream,
			first,
			control.draws,
		);
		if (error <= limit) return { ...settings, steps };
		const factor = Math.min(4, 1.1 * (error / limit) ** 0.25);
		const wanted = Math.ceil(steps * Math.max(1.1, factor));
		if (wanted > control.most) {
			throw new Error(
				`the flow's log density is off by ${error.toPrecision(2)} (rms) with ${steps} integration steps; about ${wanted} steps would bring it below ${limit}, the option mostSteps allows ${control.most}`,
			);
		}
		steps = wanted;
	}
}
