/** Where a figure comes from: the records that it draws, in a form that files can carry. */

import type { Chart } from "../charts/chart.js";
import type { Model, Section } from "../model/model.js";
import { escapeHtml } from "../text/escape.js";

/**
 * Keywords of PNG with their texts: keys of records, commits and the name of the chart, all in plain
 * letters. A commit with uncommitted changes has a "+".
 */
export function originOf(
	chart: Chart,
	model: Model,
	section: Section,
): Record<string, string> {
	const records = chart.scope === "model" ? model.current : section.records;
	const commits = records.flatMap(({ environment }) =>
		environment?.commit === undefined
			? []
			: `${environment.commit}${environment.dirty ? "+" : ""}`,
	);
	const keys = new Set(records.map(({ key }) => key));
	return {
		Title: chart.title,
		Software: "latticebench",
		Source: `chart ${chart.name}; records ${[...keys].join(" ")}`,
		...(commits.length === 0
			? {}
			: { Comment: `commits ${[...new Set(commits)].join(" ")}` }),
	};
}

/** The picture with its origin as a metadata element. */
export function withOrigin(
	svg: string,
	origin: Readonly<Record<string, string>>,
): string {
	const words = Object.entries(origin)
		.map((entry) => entry.map(escapeHtml).join(": "))
		.join("\n");
	return svg.replace(
		/<\/svg>\s*$/,
		() => `<metadata>${words}</metadata></svg>\n`,
	);
}
