/**
 * Contract of a table for papers: what stands in it, before any format.
 *
 *   const table: Table = {
 *     name: "volumes",
 *     caption: "Susceptibility of two volumes.",
 *     columns: [
 *       { title: "Lattice", text: true },
 *       { title: "χ", text: false },
 *     ],
 *     rowHeads: 1,
 *     rows: [
 *       ["6 × 6", { value: 1.043, error: 0.002 }],
 *       ["8 × 8", null],
 *     ],
 *   };
 *   console.log(markdown(table));
 */

/** A number with its error, a plain number, or words. null for an empty cell. */
export type Cell =
	| { readonly value: number; readonly error?: number | undefined }
	| string
	| null;

export interface Column {
	readonly title: string;
	/** Words, set to the left. Numbers are set to the right. */
	readonly text: boolean;
}

export interface Table {
	/** Ends the label in LaTeX. */
	readonly name: string;
	readonly caption: string;
	readonly columns: readonly Column[];
	/** Columns from the left that every part repeats where the table is too wide for its page. */
	readonly rowHeads: number;
	readonly rows: readonly (readonly Cell[])[];
}
