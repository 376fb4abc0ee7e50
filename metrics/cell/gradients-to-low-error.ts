/**
 * Gradients until a mean is known to a squared error of 0.01 of one configuration's variance, drawing
 * alone: the figure of merit of the sampler benchmarks of microcanonical Monte Carlo (arXiv:2503.01707,
 * github.com/reubenharry/sampler-benchmarks). A mean over n draws has the squared error Var 2 tau / n, so
 *
 *   gradients = 100 x 2 tau x gradients of a draw = 100 x gradients of all draws / ESS.
 *
 * They take the squared error of each component's <x_i^2> over Var(x_i^2), and average it over i. By
 * translation invariance that is what one site has. The slow modes are a small part of one site, so m^2
 * stands beside it.
 */
import type { PhaseCost } from "../../core/cost.js";
import type {
	Efficiency,
	EstimatorResult,
	Interval,
	ObservableResult,
} from "../../core/record.js";
import { magnetization2 } from "../observables/scalar/magnetization.js";
import { siteSquareColumn } from "../observables/scalar/site-square.js";
import type { Series } from "./measurements.js";

/** One over the squared error, in units of the variance. */
const effective = 100;

type Ess = Pick<ObservableResult, "ess" | "essError">;

/** With the ESS of phi^2 at one site, where that is resolved: diagnostics `siteSquareEss` and its error. */
export function withSiteSquare(
	result: EstimatorResult,
	{ columns }: Series,
	estimate: (column: Float64Array) => Ess & Partial<ObservableResult>,
): EstimatorResult {
	const column = columns[siteSquareColumn];
	if (column === undefined) return result;
	// Weights that resolve nothing else do not resolve this.
	if (result.kishEss !== undefined && result.slowest === undefined)
		return result;
	const { status = "ok", ess, essError } = estimate(column);
	if (status !== "ok" || ess === undefined || essError === undefined)
		return result;
	return {
		...result,
		diagnostics: {
			...result.diagnostics,
			siteSquareEss: ess,
			siteSquareEssError: essError,
		},
	};
}

/** Empty where nothing counts gradients, or neither mean is resolved. */
export function gradientsToLowError(
	{ observables, diagnostics = {} }: EstimatorResult,
	draw: PhaseCost | undefined,
): Pick<Efficiency, "gradientsToLowError"> {
	const gradients = draw?.gradientEvaluations ?? 0;
	const zeroMode = observables[magnetization2.name];
	const known: Readonly<Record<string, Ess | undefined>> = {
		[siteSquareColumn]: {
			ess: diagnostics.siteSquareEss,
			essError: diagnostics.siteSquareEssError,
		},
		[magnetization2.name]: zeroMode?.status === "ok" ? zeroMode : undefined,
	};
	const found: Record<string, Interval> = {};
	for (const [name, { ess = 0, essError = 0 } = {}] of Object.entries(known)) {
		if (!(ess > 0) || !(gradients > 0)) continue;
		const value = (effective * gradients) / ess;
		const spread = Math.exp(essError / ess);
		found[name] = { value, low: value / spread, high: value * spread };
	}
	return Object.keys(found).length === 0 ? {} : { gradientsToLowError: found };
}
