/**
 * The surroundings of a cell: the contract between runCell and the process, or the test, that calls it.
 * harness/cell/perform.ts makes one of a process, and test/support/cell.ts one in memory, which stops a
 * cell where the test wants it:
 *
 *   const host: CellHost = { ...usual, interrupted: () => reports >= 3 };
 *   const record = await runCell(cell, host);
 */
import type { Series } from "../../metrics/cell/evaluate.js";
import type { PublishedModel, Sampler } from "../../samplers/sampler.js";
import type { Catalogue } from "../../suites/catalogue.js";
import type { Backend } from "../../tensor/device.js";
import type { DeviceMeter } from "../../tensor/meter.js";
import type { Rates } from "../../tensor/speed.js";
import type { HostFacts } from "../environment.js";
import type { ProgressReport } from "../executor.js";
import type { CellCheckpoint } from "./checkpoints.js";
import type { MachineTime } from "./machine-time.js";
import type { Peak } from "./peak-memory.js";
import type { Preparation } from "./preparations.js";
import type { TargetSamples } from "./target-samples.js";

/** Everything that a cell needs from outside. */
export interface CellHost {
	readonly sampler: Sampler;
	readonly catalogue: Catalogue;
	readonly backend: Backend;
	/** Present if the backend computes on a GPU. */
	readonly meter?: DeviceMeter;
	/** The best rates of that GPU, for readers who judge how much of it was used. */
	readonly rates?: Rates;
	/** Absolute paths of the files that the sampler's options name. */
	readonly inputs?: ReadonlyMap<string, string>;
	readonly threads: number;
	readonly facts: HostFacts;
	/** Seconds on a monotonic clock. */
	now(): number;
	/** Processor time in seconds of the cell's process with all its threads, and of those that it started. */
	processor(): number;
	/** Largest resident memory since it was last asked. */
	peakMemory?(): Peak;
	/** What has run on the machine so far; undefined where the system does not tell. */
	machine(): MachineTime | undefined;
	/** Whether the user wants the cell to write a checkpoint and stop. */
	interrupted(): boolean;
	/** Aborted some time after an interrupt, for a sampler that offers no checkpoint. */
	readonly signal: AbortSignal;
	/** Lets messages arrive. Without it, a long computation would never notice an interrupt. */
	breathe(): Promise<void>;
	progress(report: ProgressReport): void;
	/** Waits until no other cell of this machine draws. Absent where there are no others. @returns ends the turn */
	turn?(): Promise<() => void>;
	readonly files: CellFiles;
	/** The place where cells share their preparations, if this cell's sampler can share any. */
	readonly preparation?: Preparation;
}

/** Where a cell keeps data that does not go into the record. */
export interface CellFiles {
	/** The checkpoint of an earlier attempt. */
	load(): Promise<CellCheckpoint | undefined>;
	save(checkpoint: Omit<CellCheckpoint, "version" | "key">): Promise<void>;
	/** Whether enough time has passed since the last checkpoint. */
	due(): boolean;
	/** Keeps one block of configurations, [count, ...space.shape]. */
	fields(
		index: number,
		fields: Float32Array | Float64Array,
		shape: readonly number[],
	): Promise<void>;
	/** Keeps a trained model, for other programs. */
	model?(model: PublishedModel): Promise<void>;
	/** Keeps the measured histories. */
	series(series: Series): Promise<void>;
	/** Keeps independent draws of a chain, of `space.shape` each, for other cells with the same target. */
	keepTargetSamples(
		samples: Pick<TargetSamples, "fields" | "action">,
		shape: readonly number[],
	): Promise<void>;
	/** The draws that another cell left, if they have this shape. */
	targetSamples(shape: readonly number[]): Promise<TargetSamples | undefined>;
}

/** Thrown to leave a computation after an interrupt. */
export class Interrupted extends Error {
	override readonly name = "Interrupted";
}
