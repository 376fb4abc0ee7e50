/** A draft of the caption in LaTeX: what the figure shows, of what, and where it was measured. */
import type { Chart, ChartContent } from "../charts/chart.js";
import type { Model, Section } from "../model/model.js";
import { escapeLatex } from "../text/escape.js";
import { plural } from "../text/format.js";
import type { FigureChoice } from "./select.js";

/**
 * The command that draws the figure again from the same records, as comments of LaTeX: the choice is
 * YAML for --spec.
 */
export function reproduce(
	choice: FigureChoice,
	target: string,
	{ target: { label } }: Section,
	{ scope }: Chart,
): string {
	const chosen = scope === "model" ? choice : { ...choice, targets: [label] };
	return [
		"% To draw it again, save the next line without the percent sign as figure.yaml:",
		`% ${JSON.stringify({ figures: [chosen] })}`,
		`% latticebench figures RUN --spec figure.yaml --target ${target}`,
		"",
	].join("\n");
}

export function caption(
	chart: Chart,
	content: ChartContent,
	model: Model,
	section: Section,
): string {
	const seeds = new Set(section.records.map((record) => record.seed)).size;
	const where =
		chart.scope === "model"
			? `${plural(model.sections.length, "target")}, ${plural(model.current.length, "cell")}.`
			: `Target: ${section.target.detail}; ${plural(seeds, "seed")}; ${section.machine.label}.`;
	const panels =
		content.panels.length > 1
			? ` Panels: ${content.panels
					.map(
						(panel, i) =>
							`(${String.fromCharCode(97 + (i % 26))}) ${panel.title ?? ""}`,
					)
					.join(", ")}.`
			: "";
	// What a mark in the picture means, or which training went wrong.
	const remark = content.remark === undefined ? "" : ` ${content.remark}`;
	return `\\caption{${chart.caption} ${escapeLatex(`${where}${panels}${remark}`)}}\n`;
}
