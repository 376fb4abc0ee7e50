/** What a reader finds in one file, before the names of columns get a meaning. */
import type { ChosenRoles } from "./roles.js";

export interface Sheet {
	readonly source: string;
	/** In the order of the file; one series for each chain. */
	readonly columns: ReadonlyMap<string, readonly Float64Array[]>;
	/** Names of the chains, where a column of the file gave them. */
	readonly chains?: readonly string[];
	readonly notes: readonly string[];
}

export const axisNames = ["chain", "draw", "observable"] as const;
export type Axis = (typeof axisNames)[number];

export interface ReadOptions {
	readonly roles?: ChosenRoles;
	/** What the axes of arrays mean; [draw], [chain, draw] or [chain, draw, observable] if absent. */
	readonly axes?: readonly Axis[];
	/** Arrays of a container (.npz, HDF5) to read; all if absent. */
	readonly only?: readonly string[];
}
