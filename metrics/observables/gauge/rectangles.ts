/** The 1 x 2 rectangle. No table shows it, but Creutz's ratio needs it. */
import type { Action } from "../../../actions/action.js";
import { type Columns, noColumns } from "../../columns.js";
import { measureLoops } from "./link-means.js";
import { fits } from "./link-observable.js";

export const rectangleColumn = "rectangle:1x2";

export function loopColumns(action: Action): Columns {
	const { family, space } = action;
	if (family !== "gauge" || space.lattice.dimension < 2 || !fits(2)(action).ok)
		return noColumns;
	return {
		names: [rectangleColumn],
		measure: (fields) => measureLoops(fields, space, [[1, 2]]),
	};
}
