/** Contract of a column of the ranking. */
import type { Row } from "../model/model.js";

export interface Column {
	readonly title: string;
	/** The number by which the column is sorted. Absent for text. */
	value?(row: Row): number | undefined;
	cell(row: Row): string;
	readonly text?: boolean;
	/** Shown where a pointer rests on it. */
	hover?(row: Row): string | undefined;
	/** Where the best row of a column of numbers is. By default it is the lowest. */
	readonly best?: "high";
}
