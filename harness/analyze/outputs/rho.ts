/** rho(t) of every quantity with its error, one row for each lag, up to twice the summation window. */
import { element } from "../../../core/elements.js";
import { autocorrelationFunction } from "../../../metrics/cell/charts.js";
import type { Context } from "../estimate/context.js";
import type { Estimated } from "../estimate/estimate.js";
import type { Rows } from "./rows.js";

/** Errors of rho cost the square of the window. */
const longest = 5000;

/** `t` counts measurements, or the unit of the configuration numbers where there are any. */
export function rhoRows(
	{ grid }: Context,
	estimates: readonly Estimated[],
): Rows {
	const rows: (string | number)[][] = [["observable", "t", "rho", "error"]];
	for (const { quantity, analysis } of estimates) {
		if (analysis === undefined || !(analysis.gamma.variance > 0)) continue;
		const { rho, error } = autocorrelationFunction(analysis, longest);
		for (const [t, value] of rho.entries()) {
			rows.push([
				quantity.name,
				t * (grid?.step ?? 1),
				value,
				element(error, t),
			]);
		}
	}
	return rows;
}
