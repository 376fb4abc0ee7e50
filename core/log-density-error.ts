/**
 * The systematic error of log q, for samplers that know their density only to some accuracy, such as
 * flows that are integrated in steps. More draws do not lessen it, so it stands in error bars beside
 * the statistical part.
 */
import { z } from "zod";
import { mean, variance } from "./statistics/moments.js";

const nonNegative = z.number().min(0);

const deviationSchema = z.object({
	/** Of the mean of log q as given minus log q: how far off it may be from zero. */
	bias: nonNegative,
	/** Standard deviation of the same. */
	spread: nonNegative,
});
/** What is known of log q as given minus log q. */
export type LogDensityDeviation = z.infer<typeof deviationSchema>;

export const logDensityErrorSchema = z.object({
	/** Of the log weights that come with draws. */
	drawn: deviationSchema,
	/** Of log q of given configurations. */
	given: deviationSchema,
	/** How it was measured, for example "n against 2n steps of the integrator". */
	source: z.string(),
});
export type LogDensityError = z.infer<typeof logDensityErrorSchema>;

/** Of values that were each measured once: their mean may be off by its own error too. */
export function deviationOf(
	differences: readonly number[] | Float64Array,
): LogDensityDeviation {
	const spread = Math.sqrt(variance(differences));
	return {
		bias: Math.hypot(mean(differences), spread / Math.sqrt(differences.length)),
		spread,
	};
}

/** The larger of two measures in each respect. */
export function worseOf(
	one: LogDensityDeviation,
	other: LogDensityDeviation,
): LogDensityDeviation {
	return {
		bias: Math.max(one.bias, other.bias),
		spread: Math.max(one.spread, other.spread),
	};
}
