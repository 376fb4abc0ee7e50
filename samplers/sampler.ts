/**
 * Contract of a sampler: what a file in this folder exports.
 *
 * To add one: a file here that exports a `SamplerDefinition`, and one line in registry.ts. Its
 * options then appear in the suite schema, and the contract tests loop over it.
 */
import type { ZodType } from "zod";
import type { Action } from "../actions/action.js";
import type { Phase } from "../core/cost.js";
import type { Ensemble } from "../core/ensemble.js";
import type { Random } from "../core/random.js";
import type { History } from "../core/record.js";
import type { Verdict } from "../core/verdict.js";
import type { Backend } from "../tensor/device.js";

export interface SamplerDefinition<O = never> {
	readonly name: string;
	/** One line for listings. */
	readonly label: string;
	readonly reference: string;
	/** Schema of the options; every option has a default, so `{}` parses. */
	readonly options: ZodType<O>;
	create(options: O): Sampler;
	/** Parameters of the action that one preparation covers: cells that differ in nothing else may share it. */
	serves?(options: O): readonly string[];
}

export interface Sampler {
	/** Asked before any work: a sampler that cannot treat this action says why. */
	supports(action: Action): Verdict;
	/** Everything paid once: thermalise and tune a chain, or train a flow. */
	prepare(action: Action, budget: Budget, context: Context): Promise<Prepared>;
}

/** A sampler prepared for one action. */
export interface Prepared {
	/** Loss, ESS, step size, ... against steps and seconds. */
	readonly history: readonly History[];
	/** Numbers for the record: tuned step size, parameters of the network, ... */
	readonly facts: Readonly<Record<string, number | string>>;
	/** `count` further configurations, rounded up to a multiple of the chains; continues where the last draw ended. */
	draw(count: number): Promise<Ensemble>;
	/**
	 * log q of given configurations [count, ...space.shape], float64, normalised as in the log weights -S - log q
	 * that `draw` hands out. Absent where it is not known, or not to much better than the weights vary.
	 */
	logDensity?(fields: Float32Array | Float64Array): Promise<Float64Array>;
	/** All that is needed to continue: `prepare` with it as `context.resume` gives the same bits from here on. */
	checkpoint(): Promise<Checkpoint>;
	dispose(): void;
}

/** Limits on preparation. Whichever is reached first ends it. */
export interface Budget {
	/** Wall time of the whole preparation. */
	readonly seconds: number;
	/** Optimiser steps or thermalisation updates, where the user fixed them: then the result does not depend on the clock. */
	readonly steps?: number;
}

/** Numbers and arrays that survive the process: small JSON and named binary arrays. */
export interface Checkpoint {
	readonly sampler: string;
	/** True once preparation is complete, so that a resume goes straight to drawing. */
	readonly prepared: boolean;
	readonly state: Readonly<Record<string, unknown>>;
	readonly arrays: Readonly<Record<string, Float32Array | Float64Array>>;
}

/** What the harness lends a sampler. */
export interface Context {
	/** The cell's stream; fork it by label for every purpose. */
	readonly random: Random;
	readonly backend: Backend;
	/** Worker threads to use, at least 1. */
	readonly threads: number;
	readonly meter: Meter;
	/** Aborted when the user interrupts or the budget of the cell is spent: stop at the next convenient point. */
	readonly signal: AbortSignal;
	/** Progress for people; never affects results. `fraction` in [0, 1]. */
	progress(fraction: number, values: Readonly<Record<string, number>>): void;
	/** Continue from here instead of starting afresh. */
	readonly resume?: Checkpoint;
	/** Offer a checkpoint now and then during long preparations; the harness decides whether to write it. */
	offer(checkpoint: () => Promise<Checkpoint>): Promise<void>;
}

/** The harness's clock and counter; a sampler marks phases and counts work, it never reports seconds. */
export interface Meter {
	/** Once the device has done all that was asked of it, time and work belong to this phase. */
	phase(name: Phase): Promise<void>;
	/** Evaluations done, one for each configuration. */
	count(work: { readonly action?: number; readonly gradient?: number }): void;
	/** Seconds spent in this cell's preparation so far, earlier interrupted runs included. */
	readonly seconds: number;
	/** The same times the number of devices held. */
	readonly deviceSeconds: number;
}
