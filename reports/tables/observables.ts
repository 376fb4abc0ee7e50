/** The observables of one target: one line for each, one column for each row of the ranking. */
import { meanOf, namesOf, referenceOf } from "../charts/observables.js";
import type { Section } from "../model/model.js";
import { symbolOf } from "../model/symbols.js";
import { whereOf } from "./ranking.js";
import type { Table } from "./table.js";

export function observablesTable(section: Section, name: string): Table {
	const names = namesOf(section);
	const known = names.some((n) => referenceOf(section, n) !== undefined);
	const number = (title: string) => ({ title, text: false });
	return {
		name,
		caption: `Observables on ${whereOf(section)}. Seeds are combined, and errors are one standard deviation.`,
		columns: [
			{ title: "Observable", text: true },
			...(known ? [number("reference")] : []),
			...section.rows.map((row) => number(row.label)),
		],
		rowHeads: 1,
		rows: names.map((n) => [
			symbolOf(section.symbols, n),
			...(known ? [referenceOf(section, n) ?? null] : []),
			...section.rows.map((row) => meanOf(row, n) ?? null),
		]),
	};
}
