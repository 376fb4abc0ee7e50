/**
 * Contract of a chart: records in, Vega-Lite out, with the words and the table that belong to it.
 *
 * To add one: a file here that exports a `Chart`, and one line in registry.ts. It then stands in
 * every report that has the data for it, and can be asked for by `latticebench figures`.
 */
import type { Model, Section } from "../model/model.js";
import type { DataTable } from "../report.js";

/** A Vega-Lite specification of one view; JSON by construction. */
export type Spec = Readonly<Record<string, unknown>>;

export interface Layout {
	/** Width of one panel's picture, axes included, in CSS pixels or points. */
	readonly width: number;
	/** Size of labels in the same unit; symbols and gaps scale with it. */
	readonly fontSize: number;
	/** Names of font families, as in CSS. */
	readonly font: string;
}

export interface Panel {
	/** Said above the panel where there are several. */
	readonly title?: string;
	readonly spec: Spec;
	/** Height of the picture, axes included. */
	readonly height: number;
}

/** What the colours and shapes mean. */
export interface LegendItem {
	readonly label: string;
	readonly color: string;
	readonly shape?: string;
	readonly dash?: readonly number[];
}

export interface ChartContent {
	readonly panels: readonly Panel[];
	/** What the picture shows, for those who cannot see it, in one or two sentences. */
	readonly description: string;
	/** Empty where axes or panel titles say it already. */
	readonly legend: readonly LegendItem[];
	readonly table: DataTable;
}

export interface Chart {
	/** Fit for file names and ids. */
	readonly name: string;
	readonly title: string;
	/** How to read it, in two sentences. */
	readonly reading: string;
	/** Whether small multiples are better narrow, side by side. */
	readonly panels: "one" | "many";
	/** `section`: one for each target and machine; `model`: one for all. */
	readonly scope: "section" | "model";
	/** Undefined where the records hold nothing to show. */
	build(
		model: Model,
		section: Section,
		layout: Layout,
	): ChartContent | undefined;
}
