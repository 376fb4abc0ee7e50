/** The model of an action by the options, with defaults that depend on the group. */
import { type GaugeModel, gaugeModel } from "./model.js";
import type { GaugeContinuousOptions } from "./options.js";

const defaults = {
	U1: { powers: 6, factors: 4, means: 3 },
	SU2: { powers: 4, factors: 2, means: 2 },
	SU3: { powers: 3, factors: 2, means: 1 },
} as const;

export function modelOf(
	group: GaugeModel["group"],
	shape: readonly number[],
	options: Pick<
		GaugeContinuousOptions,
		"powers" | "factors" | "means" | "reach" | "timeModes" | "reflections"
	>,
): GaugeModel {
	const usual = defaults[group];
	return gaugeModel(group, shape, {
		powers: options.powers ?? usual.powers,
		factors: options.factors ?? usual.factors,
		means: options.means ?? usual.means,
		reach: options.reach,
		timeModes: options.timeModes,
		reflections: options.reflections,
	});
}
