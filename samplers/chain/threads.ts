/**
 * Chains of a fused kernel, spread over worker threads: the part of an engine that all such methods
 * share. The chains lie in shared memory, so any thread can take any group of them.
 *
 *   const threads = new ChainThreads<MyJob>(new URL("./worker.js", import.meta.url), {
 *     precision, chains, size: chains * sites, threads: context.threads, signal: context.signal,
 *   });
 *   await threads.run(updates / updatesPerJob, ([from, to]) => ({ from, to, state: threads.state }));
 *   return { ...threads.engine, run };
 */
import {
	createPool,
	sharedFloat32,
	sharedFloat64,
	type WorkerPool,
} from "../../tensor/workers.js";
import { type ChainEngine, lanesOf, type Precision } from "./engine.js";
import { spread } from "./spread.js";

export interface ThreadSettings {
	readonly precision: Precision;
	/** Of stored fields; that of the chains by default. */
	readonly stored?: Precision;
	readonly chains: number;
	/** Number of reals in the state before anything is loaded. */
	readonly size: number;
	/** The most threads. */
	readonly threads: number;
	readonly signal: AbortSignal | undefined;
}

export class ChainThreads<Job> {
	/** All chains, [chains, ...], as they were loaded and as the jobs leave them. */
	state: Float32Array | Float64Array;
	readonly engine: ChainEngine;
	readonly #lanes: number;
	readonly #pool: WorkerPool<Job>;
	readonly #signal: AbortSignal | undefined;

	/** @param worker its function `work` runs a job */
	constructor(
		worker: URL,
		{
			precision,
			stored = precision,
			chains,
			size,
			threads,
			signal,
		}: ThreadSettings,
	) {
		const shared = precision === "float32" ? sharedFloat32 : sharedFloat64;
		const lanes = lanesOf(precision);
		const pool = createPool<Job>(
			worker,
			Math.min(threads, Math.ceil(chains / lanes)),
		);
		this.state = shared(size);
		this.#lanes = lanes;
		this.#pool = pool;
		this.#signal = signal;
		this.engine = {
			chains,
			name: `fused kernel, ${precision}`,
			load: (fields) => {
				if (this.state.length !== fields.length)
					this.state = shared(fields.length);
				this.state.set(fields);
			},
			fields: async () => this.state.slice(),
			allocate: stored === "float32" ? sharedFloat32 : sharedFloat64,
			dispose() {
				void pool.destroy();
			},
		};
	}

	/** Number of threads. */
	get threads(): number {
		return this.#pool.threads;
	}

	/**
	 * Runs all chains, each in one job.
	 * @param wanted number of jobs whose length is convenient
	 */
	async run(
		wanted: number,
		jobOf: (group: readonly [from: number, to: number]) => Job,
	): Promise<void> {
		this.#signal?.throwIfAborted();
		const { chains } = this.engine;
		const groups = spread(chains, this.#lanes, this.#pool.threads, wanted);
		await this.#pool.map(groups.map(jobOf));
	}
}
