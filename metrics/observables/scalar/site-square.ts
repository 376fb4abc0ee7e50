/**
 * phi_x^2 of one site, the first. All sites have the same law, so its autocorrelation is that of any of
 * them, and not that of the mean over all sites, to which the slow modes contribute far more.
 */
import type { Action } from "../../../actions/action.js";
import { isRealScalar } from "../../../core/field-space.js";
import { type Columns, noColumns } from "../../columns.js";

export const siteSquareColumn = "siteSquare";

export function siteSquare({ space, family }: Action): Columns {
	if (family !== "scalar" || !isRealScalar(space)) return noColumns;
	return {
		names: [siteSquareColumn],
		measure(fields) {
			const values = new Float64Array(fields.length / space.size);
			for (let i = 0; i < values.length; i++)
				values[i] = fields[i * space.size] ** 2;
			return [values];
		},
	};
}
