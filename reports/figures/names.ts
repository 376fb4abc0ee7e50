/** Names of files: acceptable to every file system, and unique. */
import type { Chart } from "../charts/chart.js";
import type { Model, Section } from "../model/model.js";
import type { FigureChoice } from "./select.js";

export function nameOf(
	chart: Chart,
	choice: FigureChoice,
	model: Model,
	section: Section,
): string {
	if (choice.name !== undefined && model.sections.length === 1)
		return slug(choice.name);
	const own = choice.name ?? chart.name;
	return chart.scope === "model"
		? slug(own)
		: slug(`${section.target.label}-${own}`);
}

/** Letters, digits and hyphens. Never empty, and at most 80 characters. */
export function slug(text: string): string {
	const plain = text
		.normalize("NFKD")
		.replace(/[^A-Za-z0-9.-]+/g, "-")
		.replace(/^[-.]+|[-.]+$/g, "")
		.slice(0, 80);
	return plain === "" ? "figure" : plain;
}

export function unique(name: string, names: Set<string>): string {
	let candidate = name;
	for (let i = 2; names.has(candidate.toLowerCase()); i++)
		candidate = `${name}-${i}`;
	names.add(candidate.toLowerCase());
	return candidate;
}
