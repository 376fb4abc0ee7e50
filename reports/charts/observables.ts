/** Chart: values of the observables beside their references. A wrong answer shows as a bar that misses the line. */
import { defined } from "../../core/elements.js";
import type { Estimate } from "../../core/record.js";
import { ink } from "../draw/palette.js";
import { combineEstimates } from "../model/combine.js";
import type { Row, Section } from "../model/model.js";
import { symbolOf } from "../model/symbols.js";
import { printable } from "../text/escape.js";
import { formatEstimate } from "../text/format.js";
import type { Chart, Panel } from "./chart.js";
import { axis } from "./grammar/axes.js";
import { errorBars, symbols } from "./grammar/layers.js";
import { domainOf, pointers, within } from "./grammar/range.js";
import { rowAxis, rowId, rowLabels, rowNames } from "./grammar/rows.js";
import { silent, words } from "./grammar/samplers.js";
import { type Datum, rowsHeight, view } from "./grammar/view.js";

const shown = 6;

export const observables: Chart = {
	name: "observables",
	title: "Observables",
	reading:
		"Mean and standard error of each observable, seeds combined; the grey line and band are the reference and its error. Two rows in three should have their bar across the line; a bar that misses it by several lengths is a wrong answer.",
	caption:
		"Expectation values with standard errors, seeds combined. The grey line and band are the reference value and its error. An arrow stands for a value beyond the panel.",
	panels: "many",
	scope: "section",
	build(_, section, layout) {
		const rows = section.rows;
		const names = namesOf(section);
		if (rows.length === 0 || names.length === 0) return undefined;
		const labels = rowNames(rows, layout);
		const panels = names.slice(0, shown).map((name): Panel => {
			const reference = referenceOf(section, name);
			const label = symbolOf(section.symbols, name);
			const values: Datum[] = rows.flatMap((row, index) => {
				const mean = meanOf(row, name);
				return mean === undefined
					? []
					: {
							row: rowId(index),
							sampler: row.sampler.id,
							estimator: row.estimator,
							x: mean.value,
							low: mean.value - mean.error,
							high: mean.value + mean.error,
							text: `${row.label}\n${label} = ${formatEstimate(mean.value, mean.error)}`,
						};
			});
			const domain = domainOf(rows, (row) => meanOf(row, name), reference);
			const x = axis(
				"x",
				label,
				{
					zero: false,
					nice: false,
					padding: layout.fontSize,
					...defined({ domain }),
				},
				{ tickCount: 4, grid: false },
			);
			const y = rowAxis(labels);
			const frame = { layout, samplers: section.samplers, x, y };
			const band: Datum[] =
				reference === undefined
					? []
					: [
							{
								row: "reference",
								x: reference.value,
								low: reference.value - reference.error,
								high: reference.value + reference.error,
								text: `reference ${formatEstimate(reference.value, reference.error)}`,
							},
						];
			const height = rowsHeight(rows.length, layout);
			return {
				title: label,
				about: { observable: label },
				...view(
					layout,
					height,
					`${label} of ${rows.length} rows${reference ? " and the reference" : ""}.`,
					[
						{
							data: { values: band },
							mark: { ...silent, type: "rect", fill: ink.band },
							encoding: { x: { ...x, field: "low" }, x2: { field: "high" } },
						},
						{
							data: { values: band },
							mark: { type: "rule", stroke: ink.axis },
							encoding: { x, ...words },
						},
						errorBars(frame, within(values, domain), "x"),
						symbols(frame, within(values, domain), {
							size: 0.8,
							hollow: true,
						}),
						...pointers(values, domain, frame),
					],
				),
			};
		});
		return {
			panels,
			description: `Values of ${panels.length} observables by ${rows.length} rows on ${section.target.label}.`,
			legend: [],
			names: rowLabels(rows),
			table: {
				columns: ["Observable", "Reference", ...rows.map((row) => row.label)],
				rows: names.map((name) => {
					const reference = referenceOf(section, name);
					return [
						symbolOf(section.symbols, name),
						reference ? formatEstimate(reference.value, reference.error) : null,
						...rows.map((row) => {
							const mean = meanOf(row, name);
							return mean ? formatEstimate(mean.value, mean.error) : null;
						}),
					];
				}),
				...defined({ note: leftOutNote(section) }),
			},
		};
	},
};

/**
 * Quantities that could have been measured and were not. Each reason is given once. That an action has
 * nothing of another family, such as Wilson loops of a scalar field, needs no word.
 */
function leftOutNote(section: Section): string | undefined {
	const names = new Map<string, Set<string>>();
	for (const { leftOut = {} } of section.records)
		for (const [name, reason] of Object.entries(leftOut))
			if (!reason.startsWith("defined for"))
				names.set(reason, (names.get(reason) ?? new Set()).add(name));
	if (names.size === 0) return undefined;
	const parts = [...names].map(
		([reason, group]) => `${[...group].join(", ")} (${reason})`,
	);
	return printable(`Not measured: ${parts.join("; ")}.`);
}

/** The mean over seeds with a resolved value. Undefined where no seed has one. */
export function meanOf(row: Row, name: string): Estimate | undefined {
	return combineEstimates(
		row.seeds.flatMap(({ record }) => {
			const o = record.estimators?.[row.estimator]?.observables[name];
			return o?.status !== "ok" ||
				o.value === undefined ||
				o.error === undefined
				? []
				: { value: o.value, error: o.error };
		}),
	);
}

const references = new WeakMap<Section, ReadonlyMap<string, Estimate>>();

/** The reference value of the checks on this observable. If there are several, the most precise one. */
export function referenceOf(
	section: Section,
	name: string,
): Estimate | undefined {
	const known = references.get(section) ?? referencesOf(section);
	references.set(section, known);
	return known.get(name);
}

function referencesOf(section: Section): ReadonlyMap<string, Estimate> {
	const best = new Map<string, Estimate>();
	for (const record of section.records)
		for (const { observable, reference } of Object.values(record.checks ?? {}))
			if (observable !== undefined && reference !== undefined) {
				const other = best.get(observable);
				if (other === undefined || reference.error < other.error)
					best.set(observable, reference);
			}
	return best;
}

/** Observables with a reference come first. */
export function namesOf(section: Section): string[] {
	const names = new Set<string>();
	for (const row of section.rows)
		for (const { record } of row.seeds)
			for (const name of Object.keys(
				record.estimators?.[row.estimator]?.observables ?? {},
			))
				names.add(name);
	const all = [...names];
	const known = all.filter((name) => referenceOf(section, name) !== undefined);
	return [...known, ...all.filter((name) => !known.includes(name))];
}
