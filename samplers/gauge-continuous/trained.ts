/**
 * What the flow brings to the training that all flows share: control of the integrator, and the check of its
 * symmetries.
 */
import { deviationOf } from "../../core/log-density-error.js";
import { settledSteps } from "../continuous/settle.js";
import { controlOf } from "../continuous/step-options.js";
import { doubling, stepMonitor } from "../continuous/steps.js";
import type { TrainedDefinition } from "../flow/definition.js";
import type { FlowShape } from "../flow/flow.js";
import { equivarianceError } from "./equivariance.js";
import type { GaugeChosen } from "./options.js";

export const gaugeContinuousName = "gauge-continuous";

/** Fresh draws for the error of log w that the record holds. */
const errorDraws = 256;

export const trained: TrainedDefinition<GaugeChosen, FlowShape> = {
	name: gaugeContinuousName,
	monitor: (_action, chosen) => stepMonitor(controlOf(chosen)),
	async settle(_flow, state, { random }, chosen, action, draws) {
		const { settings, limit } = await settledSteps(
			state,
			random.fork("settle"),
			controlOf(chosen),
			chosen.drawError,
			draws,
		);
		const settled = { ...state, settings };
		const { differences, rms } = await doubling(
			settled,
			random.fork("step error"),
			0,
			errorDraws,
		);
		const deviation = deviationOf(differences);
		const symmetric = await equivarianceError(
			settled,
			action,
			random.fork("equivariance"),
		);
		return {
			settings,
			deviation,
			source: "n against 2n steps of the integrator",
			facts: {
				stepError: rms,
				equivarianceError: symmetric,
				logDensityBias: deviation.bias,
				logDensitySpread: deviation.spread,
				...(limit === undefined ? {} : { logDensityLimit: limit }),
			},
		};
	},
};
