/**
 * The number of integration steps for drawing. Either rms of log w(n) - log w(2n) is to be below a
 * given limit, or what this difference does to averages is to be small beside their statistical errors
 * with N draws. Its mean shifts log Z, whose statistical error is s / sqrt(N) with s the standard
 * deviation of log w, and its scatter shifts an average by at most that times the standard deviation of
 * what is averaged (core/statistics/weights/systematic.ts), so that
 *
 *   sqrt(N) hypot(mean / s, scatter)  <=  share
 *
 * is asked for. The error falls as n^-4 until it is that of float32, which no further step can lower.
 */

import { element } from "../../core/elements.js";
import { deviationOf } from "../../core/log-density-error.js";
import type { Random } from "../../core/random.js";
import type { FlowState } from "../flow/engine.js";
import type { FlowSettings } from "../flow/flow.js";
import { type Doubling, doubling, type StepControl } from "./steps.js";

/** The systematic part that is asked for, as a part of the statistical error. */
const share = 0.5;
/** Where neither the number of draws nor a limit is known. */
const usualLimit = 1e-3;
/** With more steps the error should fall as n^-4; if it hardly falls, rounding is what is left. */
const hardly = 0.8;

/** An error of log w as a part of what is allowed. */
type Excess = (error: Doubling) => number;

export interface SettledSteps {
	readonly settings: FlowSettings;
	/** Why more was not reached, for the record. */
	readonly limit?: string;
}

/**
 * @param limit largest rms; null asks for what `draws` need
 * @throws Error that names the required steps if they are more than `most` and the limit was given, or
 *   if the error is larger than that of training even so
 */
export async function settledSteps(
	flow: FlowState,
	stream: Random,
	control: StepControl,
	limit: number | null,
	draws: number | undefined,
): Promise<SettledSteps> {
	const most = limit ?? (draws === undefined ? usualLimit : control.target);
	const strict: Excess = ({ rms }) => rms / most;
	const wished: Excess =
		limit !== null || draws === undefined
			? strict
			: (error) => Math.max(strict(error), besideStatistics(error, draws));
	const { settings } = flow;
	let steps = element(settings, "steps");
	let before = Number.POSITIVE_INFINITY;
	for (let attempt = 0; ; attempt++) {
		const here = { ...settings, steps };
		const error = await doubling(
			{ ...flow, settings: here },
			stream,
			attempt * control.draws,
			control.draws,
		);
		const excess = wished(error);
		if (excess <= 1) return { settings: here };
		const factor = Math.min(4, 1.1 * excess ** 0.25);
		const wanted = Math.ceil(steps * Math.max(1.1, factor));
		const usable = strict(error) <= 1;
		if (usable && excess > hardly * before)
			return { settings: here, limit: "rounding of log q" };
		if (wanted > control.most) {
			if (usable && steps >= control.most)
				return {
					settings: here,
					limit: `mostSteps ${control.most}, where about ${wanted} are needed`,
				};
			if (!usable && (limit !== null || steps >= control.most))
				throw new Error(
					`the flow's log density is off by ${error.rms.toPrecision(2)} (rms) with ${steps} integration steps; about ${wanted} steps would bring it below ${most}, the option mostSteps allows ${control.most}`,
				);
		}
		before = excess;
		steps = Math.min(wanted, Math.max(steps, control.most));
	}
}

function besideStatistics(
	{ differences, scatter }: Doubling,
	draws: number,
): number {
	const { bias, spread } = deviationOf(differences);
	const parts = Math.hypot(bias / scatter, spread);
	// A flow without any scatter has no statistical error to hide behind.
	return Number.isNaN(parts) ? 0 : (Math.sqrt(draws) * parts) / share;
}
