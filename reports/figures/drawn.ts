/**
 * The data of a figure: exactly what is drawn, read from the specification itself, so that the two
 * cannot differ.
 */
import type { ChartContent, Spec } from "../charts/chart.js";
import {
	commonTitle,
	type Drawn,
	drawnTable,
	type Mark,
} from "../interaction/drawn-table.js";
import type { SamplerIdentity } from "../model/identity.js";

export function drawn(
	{ panels, names = {} }: ChartContent,
	samplers: readonly SamplerIdentity[],
): Drawn {
	const titlesOf = (channel: "x" | "y") =>
		commonTitle(
			panels.flatMap(({ spec }) =>
				layersOf(spec).flatMap(({ encoding }) => {
					const axis = (
						encoding as Readonly<Record<string, Spec>> | undefined
					)?.[channel];
					return typeof axis?.title === "string" ? axis.title : [];
				}),
			),
		);
	return drawnTable(
		panels.map(({ title = "", spec }) => ({ title, marks: marksOf(spec) })),
		{
			samplers: Object.fromEntries(
				samplers.map(({ id, label }) => [id, label]),
			),
			names,
			x: titlesOf("x"),
			y: titlesOf("y"),
		},
	);
}

/** All data of a view. Layers that share their data give them once, and frames of the axes none. */
function marksOf(spec: Spec): Mark[] {
	const seen = new Set<unknown>();
	return layersOf(spec).flatMap(({ data }) => {
		const values = (data as { values?: readonly Mark[] } | undefined)?.values;
		if (values === undefined || seen.has(values)) return [];
		seen.add(values);
		return values.filter((mark) => !("zero" in mark));
	});
}

function layersOf(spec: Spec): readonly Spec[] {
	return Array.isArray(spec.layer) ? spec.layer : [];
}
