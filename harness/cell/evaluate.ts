/** Evaluates the measurements of a cell: estimators, checks, efficiency, and the data of the charts. */
import type { LogDensityDeviation } from "../../core/log-density-error.js";
import type { Random } from "../../core/random.js";
import type {
	BenchRecord,
	Efficiency,
	EstimatorName,
} from "../../core/record.js";
import { type Costs, efficiency } from "../../metrics/cell/efficiency.js";
import {
	evaluate,
	type Measurements,
	type TargetWeights,
} from "../../metrics/cell/evaluate.js";
import { checks } from "../../metrics/checks/checks.js";
import type { Prepared } from "../../samplers/sampler.js";
import type { Cell } from "../plan.js";

/**
 * @param target log weights of the model at draws of the target, if there are any
 * @param deviation how far log q may be off in the log weights
 * @param facts what the sampler says of itself
 */
export function evaluateCell(
	cell: Pick<Cell, "target">,
	measurements: Measurements,
	random: Random,
	cost: Costs,
	target?: TargetWeights,
	deviation?: LogDensityDeviation,
	facts: Prepared["facts"] = {},
): Pick<
	BenchRecord,
	| "estimators"
	| "quantities"
	| "leftOut"
	| "checks"
	| "efficiency"
	| "diagnostics"
> {
	const evaluation = evaluate(measurements, random, target, deviation);
	const efficiencies: Partial<Record<EstimatorName, Efficiency>> = {};
	for (const name of ["chain", "reweighted", "metropolis"] as const) {
		const estimator = evaluation.estimators[name];
		if (estimator !== undefined)
			efficiencies[name] = efficiency(estimator, cost);
	}
	return {
		estimators: evaluation.estimators,
		quantities: evaluation.quantities,
		...(Object.keys(evaluation.leftOut).length === 0
			? {}
			: { leftOut: evaluation.leftOut }),
		checks: checks(
			evaluation,
			measurements.action,
			cell.target.references,
			facts,
		),
		efficiency: efficiencies,
		diagnostics: evaluation.diagnostics,
	};
}
