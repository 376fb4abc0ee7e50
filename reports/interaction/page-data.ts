/** The data from which the page's script draws charts. */
import type { Fillings } from "../draw/templates.js";
import type { Pool } from "./pool.js";

export interface PageChart {
	/** Id of the element that it is drawn into; with another axis, `~` and the name of that follow. */
	readonly id: string;
	/** Index of the template. */
	readonly template: number;
	/** Indices of the shared contents that fill its places. */
	readonly places: readonly number[];
	readonly numbers: Fillings["numbers"];
}

export interface PageCharts {
	readonly pool: Pool;
	readonly charts: readonly PageChart[];
	/** Labels of samplers by their ids. */
	readonly samplers: Readonly<Record<string, string>>;
	/** What ids of rows and columns mean, by the id of the figure. */
	readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
