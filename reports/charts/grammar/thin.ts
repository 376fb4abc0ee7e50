/** Small multiples that a page shows at most; the table has the rest. */
export const mostPanels = 12;

/** At most about `limit` of the points, evenly chosen, first and last included. */
export function thin<T>(points: readonly T[], limit: number): T[] {
	if (points.length <= limit) return [...points];
	return Array.from(
		{ length: limit },
		(_, i) => points[Math.round((i * (points.length - 1)) / (limit - 1))],
	);
}
