/**
 * The covariance matrix of the estimates. Correlations of the means come from the Gamma method with the
 * largest of all windows, and the errors from the table. The matrix need not be positive definite.
 */
import { element } from "../../../core/elements.js";
import { gammaCovariance } from "../../../core/statistics/chains/gamma-covariance.js";
import { scaled, unitScale } from "../../../core/statistics/chains/scale.js";
import { weightedDeviations } from "../../../metrics/cell/reweighted-chain.js";
import type { Context } from "../estimate/context.js";
import type { Estimated } from "../estimate/estimate.js";
import { onGrid } from "../rows/configurations.js";
import type { Rows } from "./rows.js";

/** A row and a column for each estimate that has an error. */
export function covarianceRows(
	{ weights, grid, present }: Context,
	estimates: readonly Estimated[],
): Rows {
	const used = estimates.filter(({ result }) => (result.error ?? 0) > 0);
	const names = used.map(({ quantity }) => quantity.name);
	if (used.length === 0) return [["observable"]];
	const columns = used.map(({ quantity: { deltas } }) => {
		const near = scaled(deltas, unitScale(deltas));
		const series =
			weights === undefined ? near : weightedDeviations(near, weights);
		return grid === undefined || present === undefined
			? series
			: series.map((each, c) => onGrid(each, grid, c));
	});
	const window = Math.max(...used.map(({ result }) => result.window ?? 0));
	const { covariance } = gammaCovariance(columns, window, present);
	const size = used.length;
	const errors = used.map(({ result }) => result.error ?? 0);
	return [
		["observable", ...names],
		...names.map((name, a) => [
			name,
			...names.map((_, b) => {
				const at = (i: number, j: number) => element(covariance, i * size + j);
				const scale = Math.sqrt(at(a, a) * at(b, b));
				const correlation = a === b ? 1 : at(a, b) / scale;
				return element(errors, a) * element(errors, b) * correlation;
			}),
		]),
	];
}
