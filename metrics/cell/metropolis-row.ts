/**
 * What the results of the Metropolis chain of weighted draws may claim: never more than the weights allow.
 */
import { element } from "../../core/elements.js";
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import { widened } from "../../core/statistics/weights/systematic.js";

/** The chain has the same target as the weights, so it has the same error of log q. */
export function withErrorOfWeights(
	results: Readonly<Record<string, ObservableResult>>,
	spread: number,
): Record<string, ObservableResult> {
	return Object.fromEntries(
		Object.entries(results).map(([name, result]) => [
			name,
			widened(
				result,
				spread * (result.error ?? 0) * Math.sqrt(result.ess ?? 0),
			),
		]),
	);
}

/**
 * The chain made of weighted draws knows its errors no better than the weights do: where the target's
 * tail was drawn a few times only, the series looks longer than what the error was estimated from. What
 * the weights leave unresolved, the chain cannot resolve.
 */
export function noSurerThan(
	chain: Readonly<Record<string, ObservableResult>>,
	weighted: Readonly<Record<string, ObservableResult>>,
): Record<string, ObservableResult> {
	return Object.fromEntries(
		Object.entries(chain).map(([name, result]) => {
			const bound = weighted[name];
			if (bound?.status === "unresolved" && result.status === "ok") {
				const { reason = "unresolved" } = bound;
				return [
					name,
					{ ...result, status: "unresolved", reason: `the weights: ${reason}` },
				];
			}
			const own = result.degreesOfFreedom;
			const most = bound?.degreesOfFreedom;
			if (own === undefined || most === undefined) return [name, result];
			return [name, { ...result, degreesOfFreedom: Math.min(own, most) }];
		}),
	);
}

/** The headline is that of the resolved observables. */
export function withSlowest(
	{ slowest, ...result }: EstimatorResult,
	observables: Record<string, ObservableResult>,
): EstimatorResult {
	return {
		...result,
		observables,
		...(slowest !== undefined && element(observables, slowest).status === "ok"
			? { slowest }
			: {}),
	};
}
