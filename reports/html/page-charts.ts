/**
 * Charts for the page's script, in parts that they share: what Vega-Lite makes of each kind, once,
 * and what is filled into it.
 */
import type { Fillings } from "../draw/templates.js";
import { compiledTemplates, type Sketch } from "./drawing.js";
import { packed } from "./records.js";

export interface PageChart {
	/** Of the element that it is drawn into. */
	readonly id: string;
	/** Which template. */
	readonly template: number;
	/** Which of the shared texts belong into its places. */
	readonly places: readonly number[];
	readonly numbers: Fillings["numbers"];
}

export interface PageCharts {
	/** JSON of what is filled in. */
	readonly pool: readonly string[];
	readonly charts: readonly PageChart[];
}

export interface PackedCharts {
	/** JSON of `PageCharts`, gzip, base64. */
	readonly charts: string;
	/** JSON of the templates, packed alike. */
	readonly templates: string;
}

export async function packedCharts(
	sketches: readonly Sketch[],
): Promise<PackedCharts> {
	const keys = new Map<string, number>();
	const pool = new Map<string, number>();
	const charts = sketches.map(
		({ id, emptied: { key, places, numbers } }): PageChart => ({
			id,
			template: placeOf(key, keys),
			places: places.map((text) => placeOf(text, pool)),
			numbers,
		}),
	);
	const page: PageCharts = { pool: [...pool.keys()], charts };
	// The data are compressed while the templates are still waited for.
	const data = packed(JSON.stringify(page));
	const templates = await compiledTemplates([...keys.keys()]);
	return {
		charts: await data,
		templates: await packed(`[${templates.join(",")}]`),
	};
}

function placeOf(text: string, places: Map<string, number>): number {
	const known = places.get(text) ?? places.size;
	places.set(text, known);
	return known;
}
