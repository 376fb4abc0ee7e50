/**
 * Contract of an executor: it runs cells somewhere and hands back one record for each.
 *
 * To add one: a file in executors/ that exports an `Executor`, and one line in
 * executors/registry.ts. It then is a choice of `run --executor`.
 */
import type { BenchRecord, Phase } from "../core/record.js";
import type { BackendChoice } from "../tensor/device.js";
import type { TargetSource } from "./cell/target-samples.js";
import type { HostFacts } from "./environment.js";
import type { Cell } from "./plan.js";

export interface Executor {
	readonly name: string;
	/** One line for listings. */
	readonly label: string;
	/** Runs the cells. One that fails is a record, never an exception; only a record that cannot be saved is. */
	run(cells: readonly Cell[], host: ExecutorHost): Promise<void>;
}

/** What a cell needs to know about where it runs. */
export interface CellSettings {
	readonly backend: BackendChoice;
	/** Worker threads, at least 1. */
	readonly threads: number;
	readonly facts: HostFacts;
}

export interface ExecutorHost {
	readonly settings: CellSettings;
	/** Aborted at the first interrupt: cells stop at the next convenient point and keep a checkpoint. */
	readonly interrupt: AbortSignal;
	/** Aborted at the second: nothing is waited for. */
	readonly kill: AbortSignal;
	cellFolder(key: string): string;
	/** Draws of the cell's target that this run has at this moment. */
	targetSource(cell: Cell): TargetSource | undefined;
	started(cell: Cell): void;
	progress(cell: Cell, report: ProgressReport): void;
	/** Saves the record. */
	finished(cell: Cell, record: BenchRecord): Promise<void>;
}

/** How far a cell is; for people, never for results. */
export interface ProgressReport {
	readonly phase: Phase;
	/** Of the stage (preparation, drawing or evaluation), in [0, 1]. */
	readonly fraction: number;
	readonly stage: "prepare" | "draw" | "evaluate";
	readonly values: Readonly<Record<string, number>>;
}

/** Messages to the process of a cell. */
export type ToCell =
	| {
			readonly kind: "start";
			readonly cell: Cell;
			readonly settings: CellSettings;
			readonly folder: string;
			readonly target: TargetSource | undefined;
	  }
	| { readonly kind: "interrupt" };

/** Messages from it. */
export type FromCell =
	| { readonly kind: "progress"; readonly report: ProgressReport }
	| { readonly kind: "record"; readonly record: BenchRecord };
