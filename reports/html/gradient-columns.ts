/**
 * Gradients to a low error, beside the efficiency in seconds, where two samplers or more count them: one has
 * nothing to be compared with, and the table would grow wider than the page.
 */
import type { Interval } from "../../core/record.js";
import { type Gradients, gradientsMean } from "../model/gradients.js";
import type { Row } from "../model/model.js";
import { formatNumber, formatRange } from "../text/format.js";
import type { Column } from "./column.js";

export function gradientColumns(rows: readonly Row[]): Column[] {
	if (!compares(rows)) return [];
	return [
		interval("Gradients, φ² of a site", ({ site }) => site),
		interval("Gradients, m²", ({ zeroMode }) => zeroMode),
		{
			title: "Gradients, prepa\u00adration",
			value: ({ gradients }) => gradients?.preparation,
			cell: ({ gradients }) =>
				gradients === undefined ? "–" : formatNumber(gradients.preparation),
		},
	];
}

export function gradientsNote(rows: readonly Row[]): string {
	return compares(rows) ? ` ${gradientsMean}.` : "";
}

function compares(rows: readonly Row[]): boolean {
	return rows.filter((row) => row.gradients !== undefined).length > 1;
}

function interval(
	title: string,
	pick: (gradients: Gradients) => Interval | undefined,
): Column {
	const of = ({ gradients }: Row) => gradients && pick(gradients);
	return {
		title,
		value: (row) => of(row)?.value,
		cell: (row) => {
			const found = of(row);
			if (found === undefined)
				return row.gradients === undefined ? "–" : "unresolved";
			const { value, low, high } = found;
			return `${formatNumber(value)} <span class="range">(${formatRange(low, high)})</span>`;
		},
	};
}
