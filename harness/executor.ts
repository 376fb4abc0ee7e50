/**
 * Contract of an executor. It runs cells somewhere and returns one record for each.
 *
 * To add an executor, write a file in executors/ that exports an `Executor`, and add one line to
 * executors/registry.ts. Then `run --executor` offers it.
 *
 *   export const inTurn: Executor = {
 *     name: "in-turn",
 *     label: "cells one after another",
 *     async run(cells, host) {
 *       for (const cell of cells) {
 *         if (host.interrupt.aborted) break;
 *         host.started(cell);
 *         await host.finished(cell, await recordOf(cell, host.settings));
 *       }
 *     },
 *   };
 */
import type { Phase } from "../core/cost.js";
import type { BenchRecord } from "../core/record.js";
import type { Machines } from "../suites/machines.js";
import type { BackendChoice } from "../tensor/device.js";
import type { TargetSource } from "./cell/target-samples.js";
import type { HostFacts } from "./environment.js";
import type { Cell } from "./plan.js";

export interface Executor {
	readonly name: string;
	/** One line that lists show. */
	readonly label: string;
	/** Cells go on after `run` has returned, and leave their records in their folders. */
	readonly detached?: true;
	/** Runs the cells. A cell that fails gives a record. The only exception is a record that cannot be saved. */
	run(cells: readonly Cell[], host: ExecutorHost): Promise<void>;
}

/** What a cell needs to know about the place where it runs. */
export interface CellSettings {
	readonly backend: BackendChoice;
	/** Worker threads, at least 1. */
	readonly threads: number;
	readonly facts: HostFacts;
	/** Bytes that the cell may use, where a scheduler gives fewer than the machine has. */
	readonly memory?: number;
	/** Others run at the same time, so drawing takes turns. */
	readonly turns?: true;
}

/** For executors whose cells run on other machines. */
export interface RemoteSettings {
	readonly machines: Machines;
	/** Worker threads that the user chose. Absent: as many as a cell is given processors. */
	readonly threads?: number;
	/** This program, as a command on those machines. */
	readonly program: readonly string[];
	/** Tells people something. */
	say(text: string): void;
}

export interface ExecutorHost {
	readonly settings: CellSettings;
	/** Cells that run side by side on this machine; 1 if absent. */
	readonly jobs?: number;
	/** Of the run. */
	readonly folder: string;
	/** Given to executors that are `detached`. */
	readonly remote?: RemoteSettings;
	/** Aborted at the first interrupt: cells write a checkpoint and stop at the next convenient point. */
	readonly interrupt: AbortSignal;
	/** Aborted at the second interrupt: nothing waits any longer. */
	readonly kill: AbortSignal;
	cellFolder(key: string): string;
	/** The draws of the cell's target that this run has now. */
	targetSource(cell: Cell): TargetSource | undefined;
	started(cell: Cell): void;
	progress(cell: Cell, report: ProgressReport): void;
	/**
	 * Saves the record, unless it takes nothing but a result away.
	 * @returns the record that stands
	 */
	finished(cell: Cell, record: BenchRecord): Promise<BenchRecord>;
}

/** The progress of a cell, for people. Results never depend on it. */
export interface ProgressReport {
	readonly phase: Phase;
	/** Fraction of the stage (preparation, drawing or evaluation), in [0, 1]. */
	readonly fraction: number;
	readonly stage: "prepare" | "draw" | "evaluate";
	readonly values: Readonly<Record<string, number>>;
}

/** The usual share of each stage in a cell's time. Only the remaining time depends on it. */
export const stageShares = {
	prepare: { from: 0, share: 0.7 },
	draw: { from: 0.7, share: 0.25 },
	evaluate: { from: 0.95, share: 0.05 },
} as const;

/** Messages to the process of a cell. */
export type ToCell =
	| {
			readonly kind: "start";
			readonly cell: Cell;
			readonly settings: CellSettings;
			readonly folder: string;
			readonly target: TargetSource | undefined;
	  }
	| { readonly kind: "interrupt" }
	/** It may draw now. */
	| { readonly kind: "turn" };

/** Messages from the process of a cell. */
export type FromCell =
	| { readonly kind: "progress"; readonly report: ProgressReport }
	/** It wants to draw, or has drawn. */
	| { readonly kind: "turn"; readonly wanted: boolean }
	| { readonly kind: "record"; readonly record: BenchRecord };
