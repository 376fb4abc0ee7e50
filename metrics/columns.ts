/**
 * Contract of auxiliary columns: numbers per configuration that are no observables themselves.
 * Derived quantities, identities and charts are made of them.
 *
 *   const firstSite = ({ space }: Action): Columns => ({
 *     names: ["firstSite"],
 *     measure: (fields) => [
 *       Float64Array.from({ length: fields.length / space.size }, (_, i) => fields[i * space.size]),
 *     ],
 *   });
 *
 * Its place is the list `auxiliaries` of metrics/registry.ts.
 */
export interface Columns {
	readonly names: readonly string[];
	/** [count, ...space.shape] -> one array of length count for each name. */
	measure(fields: Float32Array | Float64Array): Float64Array[];
}

/** For actions that have none. */
export const noColumns: Columns = { names: [], measure: () => [] };
