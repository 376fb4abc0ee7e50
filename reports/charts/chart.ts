/**
 * Contract of a chart. It turns records into Vega-Lite, with the words and the table that belong to
 * it.
 *
 * To add a chart, write a file here that exports a `Chart`, and add one line to registry.ts. The
 * chart then appears in every report that has data for it, and `latticebench figures` can draw it.
 *
 *   export const acceptance: Chart = {
 *     name: "acceptance",
 *     title: "Acceptance",
 *     reading: "Further right, more proposals are accepted.",
 *     caption: "Acceptance of the proposals of each sampler.",
 *     panels: "one",
 *     scope: "section",
 *     build(_, section, layout) {
 *       const rows = section.rows.filter((row) => row.acceptance !== undefined);
 *       if (rows.length === 0) return undefined;
 *       const values = rows.map(({ sampler, acceptance = 0 }, index) =>
 *         ({ row: rowId(index), sampler: sampler.id, x: acceptance }));
 *       const x = axis("x", "acceptance");
 *       const frame = { layout, samplers: section.samplers, x, y: rowAxis(rowNames(rows, layout)) };
 *       const height = rowsHeight(rows.length, layout);
 *       const description = `Acceptance of ${rows.length} samplers.`;
 *       const panel = view(layout, height, description, [symbols(frame, values)]);
 *       const table = {
 *         columns: ["Sampler", "acceptance"],
 *         rows: rows.map((row) => [row.label, row.acceptance ?? null]),
 *       };
 *       return { description, legend: [], panels: [panel], table };
 *     },
 *   };
 */
import type { SamplerIdentity } from "../model/identity.js";
import type { Model, Section } from "../model/model.js";
import type { DataTable } from "../report.js";

/** A Vega-Lite specification of one view. It is plain JSON. */
export type Spec = Readonly<Record<string, unknown>>;

export interface Layout {
	/** Width of the picture of one panel including its axes, in CSS pixels or points. */
	readonly width: number;
	/** Size of labels in the same unit. Symbols and gaps scale with it. */
	readonly fontSize: number;
	/** Names of font families, as in CSS. */
	readonly font: string;
}

export interface Panel {
	/** Shown above the panel if there are several. */
	readonly title?: string;
	readonly spec: Spec;
	/** Height of the picture including its axes. */
	readonly height: number;
	/** What it alone shows, so that readers of a page can choose. */
	readonly about?:
		| { readonly observable: string }
		| { readonly sampler: SamplerIdentity };
}

/** The same panels with another horizontal axis. */
export interface Alternative {
	/** Used in addresses. */
	readonly name: string;
	/** "gradient evaluations". */
	readonly label: string;
	readonly panels: readonly Panel[];
}

/** The meaning of a colour and a shape. */
export interface LegendItem {
	readonly label: string;
	readonly color: string;
	readonly shape?: string;
	readonly dash?: readonly number[];
}

export interface ChartContent {
	readonly panels: readonly Panel[];
	/** What the page offers beside the panels. The first one names the axis that `panels` have. */
	readonly axes?: readonly Alternative[];
	/** One or two sentences that describe the picture to those who cannot see it. */
	readonly description: string;
	/** What must be said of these data, below the picture. Absent if nothing must. */
	readonly remark?: string;
	/** Empty if axes or panel titles explain everything. */
	readonly legend: readonly LegendItem[];
	readonly table: DataTable;
	/** What the ids of rows and columns in the data mean, for those who read the data. */
	readonly names?: Readonly<Record<string, string>>;
}

export interface Chart {
	/** Used in file names and ids. */
	readonly name: string;
	readonly title: string;
	/** Two sentences that explain how to read it. */
	readonly reading: string;
	/** What is drawn, for the caption of a figure, in LaTeX. It gives no advice and judges nothing. */
	readonly caption: string;
	/** `many`: small multiples that are better narrow, side by side. */
	readonly panels: "one" | "many";
	/** Charts for experts stand folded at the end of a target, so that the rest can be read in a minute. */
	readonly part?: "diagnostics";
	/** What records must hold for it. The page says so where they do not. */
	readonly needs?: string;
	/** `section`: one chart for each target and machine. `model`: one chart for all. */
	readonly scope: "section" | "model";
	/** Returns undefined if the records have no data for it. */
	build(
		model: Model,
		section: Section,
		layout: Layout,
	): ChartContent | undefined;
}
