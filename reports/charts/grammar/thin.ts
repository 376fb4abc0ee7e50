/** How much of the data a chart draws. The table beside it has the rest. */
import { element } from "../../../core/elements.js";

/** Most small multiples of one chart. */
export const mostPanels = 12;

/** At most about `limit` of the points, evenly chosen, always with the first and the last. */
export function thin<T>(points: readonly T[], limit: number): T[] {
	if (points.length <= limit) return [...points];
	return Array.from({ length: limit }, (_, i) =>
		element(points, Math.round((i * (points.length - 1)) / (limit - 1))),
	);
}
