/**
 * The data of a figure: exactly what is drawn, read from the specification itself, so that the two
 * cannot differ. One line for each mark. Numbers are numbers, ends of bars have columns of their
 * own, and the heads name the axes.
 */
import { element } from "../../core/elements.js";
import type { ChartContent, Spec } from "../charts/chart.js";
import type { Datum } from "../charts/grammar/view.js";
import type { SamplerIdentity } from "../model/identity.js";

type Value = string | number | null;

export interface Drawn {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly Value[])[];
}

/** For the picture or the page, not for those who plot again. */
const looks = new Set(["text", "point", "label", "short", "size"]);
/** Come first, in this order. */
const leading = ["panel", "sampler", "row", "column", "estimator", "seed"];
/** Come next, in this order. All others follow as they occur. */
const numbers = ["x", "y", "low", "high", "to", "end"];

export function drawn(
	content: ChartContent,
	samplers: readonly SamplerIdentity[],
): Drawn {
	const labels = new Map(samplers.map(({ id, label }) => [id, label]));
	const several = content.panels.length > 1;
	const lines = content.panels.flatMap(({ title, spec }) =>
		dataOf(spec).map((datum) => {
			const line = new Map<string, Value>();
			if (several) line.set("panel", title ?? "");
			for (const [name, value] of Object.entries(datum))
				if (!looks.has(name))
					line.set(name, cellOf(name, value, labels, content.names));
			return line;
		}),
	);
	const present = [...new Set(lines.flatMap((line) => [...line.keys()]))];
	const known = [...leading, ...numbers];
	const names = [
		...known.filter((name) => present.includes(name)),
		...present.filter((name) => !known.includes(name)),
	];
	return {
		columns: names.map((name) => {
			const head = headOf(name, content);
			return names.includes(head) ? name : head;
		}),
		rows: lines.map((line) => names.map((name) => line.get(name) ?? null)),
	};
}

/** All data of a view. Layers that share their data give them once, and frames of the axes none. */
function dataOf(spec: Spec): Datum[] {
	const seen = new Set<unknown>();
	return layersOf(spec).flatMap(({ data }) => {
		const values = (data as { values?: readonly Datum[] } | undefined)?.values;
		if (values === undefined || seen.has(values)) return [];
		seen.add(values);
		return values.filter((datum) => !("zero" in datum));
	});
}

function layersOf(spec: Spec): readonly Spec[] {
	return Array.isArray(spec.layer) ? spec.layer : [];
}

function cellOf(
	name: string,
	value: Value | boolean,
	samplers: ReadonlyMap<string, string>,
	names: ChartContent["names"] = {},
): Value {
	if (typeof value === "boolean") return value ? "yes" : "no";
	if (typeof value !== "string") return value;
	if (name === "sampler") return samplers.get(value) ?? value;
	return Object.hasOwn(names, value) ? element(names, value) : value;
}

/** The title of an axis, where all panels have one title. */
function headOf(name: string, { panels }: ChartContent): string {
	if (name !== "x" && name !== "y") return name;
	const titles = new Set(
		panels.flatMap(({ spec }) =>
			layersOf(spec).flatMap(({ encoding }) => {
				const axis = (encoding as Readonly<Record<string, Spec>> | undefined)?.[
					name
				];
				return typeof axis?.title === "string" ? axis.title : [];
			}),
		),
	);
	const [title = name] = titles;
	return titles.size === 1 ? title : name;
}
