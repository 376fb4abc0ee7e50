/** Columns of text, aligned by their width on a terminal. */
import stringWidth from "string-width";

/**
 * @param rows the first one is the header
 * @param right columns aligned to the right, by index
 */
export function textTable(
	rows: readonly (readonly string[])[],
	right: ReadonlySet<number> = new Set(),
): string {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [k, cell] of row.entries()) {
			widths[k] = Math.max(widths[k] ?? 0, stringWidth(cell));
		}
	}
	return rows
		.map((row) => {
			const cells = row.map((cell, k) => {
				const padding = " ".repeat((widths[k] ?? 0) - stringWidth(cell));
				return right.has(k) ? padding + cell : cell + padding;
			});
			return `${cells.join("  ").trimEnd()}\n`;
		})
		.join("");
}
