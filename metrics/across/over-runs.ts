/** Combines runs of one sampler with several seeds into one mean for each observable. */
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import { marginOf } from "../../core/statistics/inference/judge.js";

/** One observable of one sampler over one or several independent runs. */
export interface OverRuns {
	readonly value: number;
	readonly error: number;
	readonly degrees: number;
	readonly asymmetry: number;
	readonly effective: number;
	readonly margin: number;
}

/** Mean over runs, weighted by their draws; undefined unless every run resolves the observable. */
export function overRuns(
	results: readonly EstimatorResult[],
	name: string,
): OverRuns | undefined {
	let draws = 0;
	let value = 0;
	let variance = 0;
	let spread = 0;
	let margin = 0;
	let third = 0;
	let effective = 0;
	for (const result of results) {
		const entry: ObservableResult | undefined = result.observables[name];
		if (
			entry?.status !== "ok" ||
			entry.value === undefined ||
			entry.error === undefined ||
			!(entry.error > 0)
		) {
			return undefined;
		}
		const square = (result.draws * entry.error) ** 2;
		draws += result.draws;
		value += result.draws * entry.value;
		variance += square;
		effective += entry.ess ?? 0;
		third += (entry.asymmetry ?? 0) * square ** 1.5;
		spread += square ** 2 / (entry.degreesOfFreedom ?? result.draws);
		margin = Math.max(margin, marginOf(entry));
	}
	if (draws === 0) return undefined;
	return {
		value: value / draws,
		error: Math.sqrt(variance) / draws,
		degrees: variance ** 2 / spread,
		asymmetry: third / variance ** 1.5,
		effective,
		margin,
	};
}
