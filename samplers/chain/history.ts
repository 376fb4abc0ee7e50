/** Rows of a history as columns, by the names of the columns. */
export function columnsOf<R>(
	rows: readonly R[],
	pick: Readonly<Record<string, (row: R) => number | null>>,
): Record<string, (number | null)[]> {
	return Object.fromEntries(
		Object.entries(pick).map(([name, get]) => [name, rows.map(get)]),
	);
}
