/** What a cell is lent: the contract between runCell and the process, or the test, around it. */
import type { Series } from "../../metrics/cell/evaluate.js";
import type { Sampler } from "../../samplers/sampler.js";
import type { Catalogue } from "../../suites/catalogue.js";
import type { Backend } from "../../tensor/device.js";
import type { DeviceMeter } from "../../tensor/meter.js";
import type { Rates } from "../../tensor/speed.js";
import type { HostFacts } from "../environment.js";
import type { ProgressReport } from "../executor.js";
import type { CellCheckpoint } from "./checkpoints.js";
import type { Preparation } from "./preparations.js";
import type { TargetSamples } from "./target-samples.js";

/** The world of a cell, passed in. */
export interface CellHost {
	readonly sampler: Sampler;
	readonly catalogue: Catalogue;
	readonly backend: Backend;
	/** Where the backend computes on a GPU. */
	readonly meter?: DeviceMeter;
	/** What that GPU can do at best, for those who judge how much of it was used. */
	readonly rates?: Rates;
	readonly threads: number;
	readonly facts: HostFacts;
	/** Seconds on a monotonic clock. */
	now(): number;
	/** Whether the user wants the cell to stop, with a checkpoint. */
	interrupted(): boolean;
	/** Aborted a while after an interrupt, for a sampler that offers no checkpoint. */
	readonly signal: AbortSignal;
	/** Lets messages arrive; a long computation would otherwise never hear of an interrupt. */
	breathe(): Promise<void>;
	progress(report: ProgressReport): void;
	readonly files: CellFiles;
	/** Where cells share their preparations, if this one's sampler has any to share. */
	readonly preparation?: Preparation;
}

/** Where a cell keeps what does not go into the record. */
export interface CellFiles {
	/** The checkpoint of an earlier attempt. */
	load(): Promise<CellCheckpoint | undefined>;
	save(checkpoint: Omit<CellCheckpoint, "version" | "key">): Promise<void>;
	/** Whether enough time went by since the last checkpoint. */
	due(): boolean;
	/** Keeps one block of configurations, [count, ...space.shape]. */
	fields(
		index: number,
		fields: Float32Array | Float64Array,
		shape: readonly number[],
	): Promise<void>;
	/** Keeps the measured histories. */
	series(series: Series): Promise<void>;
	/** Keeps independent draws of a chain, of `space.shape` each, for other cells of the same target. */
	keepTargetSamples(
		samples: Omit<TargetSamples, "source">,
		shape: readonly number[],
	): Promise<void>;
	/** Those that another cell left, if they are of this shape. */
	targetSamples(shape: readonly number[]): Promise<TargetSamples | undefined>;
}

/** Thrown to leave a computation when the user interrupts. */
export class Interrupted extends Error {
	override readonly name = "Interrupted";
}
