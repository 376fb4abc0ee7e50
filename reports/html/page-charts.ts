/**
 * Charts for the page's script. What Vega-Lite compiles from each kind of chart is stored once,
 * together with the contents that are filled into it.
 */
import type { PageChart, PageCharts } from "../interaction/page-data.js";
import { poolOf } from "../interaction/pool.js";
import { compiledTemplates, type Sketch } from "./drawing.js";
import { packed } from "./records.js";

export interface PackedCharts {
	/** JSON of `PageCharts`, gzip, base64. */
	readonly charts: string;
	/** JSON of the templates, packed in the same way. */
	readonly templates: string;
}

export async function packedCharts(
	sketches: readonly Sketch[],
	naming: Pick<PageCharts, "samplers" | "names">,
): Promise<PackedCharts> {
	const keys = new Map<string, number>();
	const pool = new Map<string, number>();
	const pooled: unknown[] = [];
	const charts = sketches.map(
		({ id, emptied: { key, places, contents, numbers } }): PageChart => ({
			id,
			template: placeOf(key, keys),
			places: places.map((text, i) => {
				const at = placeOf(text, pool);
				pooled[at] ??= contents[i];
				return at;
			}),
			numbers,
		}),
	);
	const page: PageCharts = {
		pool: poolOf(pooled),
		charts,
		...naming,
	};
	// The data are compressed while the templates are still being compiled.
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
