/**
 * Worker threads for data-parallel work, such as parts of a batch or groups of chains.
 *
 * A worker module exports a function `work(job)`, which may be asynchronous. Its module scope
 * (compiled kernels, scratch memory) lives as long as its thread. Any thread may get any job, so
 * results must not depend on the thread. State that must survive belongs into the job, best in
 * arrays on a SharedArrayBuffer (`sharedFloat32` and its siblings), which threads see without a
 * copy. Other arrays are copied both ways.
 *
 *   // my-worker.ts
 *   export function work(job: Float64Array): number { ... }
 *
 *   const pool = createPool<Float64Array>(new URL("./my-worker.js", import.meta.url), 4);
 *   const sums = await pool.map<number>(batches, signal);
 *   await pool.destroy();
 *
 * A job waits for its thread on an Atomics wait, not on the event loop. A round trip takes some
 * tens of microseconds, so a job should last a millisecond or more.
 */
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { messageOf } from "../core/errors.js";
import { countShared } from "./garbage.js";

export interface WorkerPool<Job = unknown> {
	readonly threads: number;
	/**
	 * Runs one job in the next free thread. Rejects with the message of the job's error, or with the
	 * signal's reason. If a running job is aborted, its thread ends and a fresh one takes over.
	 */
	run<R>(job: Job, signal?: AbortSignal): Promise<R>;
	/**
	 * Runs all jobs and returns the results in order. If a job fails, it rejects with the first
	 * failure when every job has ended.
	 */
	map<R>(jobs: readonly Job[], signal?: AbortSignal): Promise<R[]>;
	/** Ends the threads. Unfinished jobs reject. */
	destroy(): Promise<void>;
}

/** `threads` is at least 1. A single thread is a worker too, so the caller's event loop stays free. */
export function createPool<Job = unknown>(
	module: URL,
	threads: number,
): WorkerPool<Job> {
	if (!Number.isInteger(threads) || threads < 1)
		throw new RangeError(`a pool needs at least one thread, not ${threads}`);
	const piscina = new Piscina<Job, unknown>({
		filename: fileURLToPath(new URL("./worker-thread.js", import.meta.url)),
		name: "work",
		workerData: { module: module.href },
		minThreads: threads,
		maxThreads: threads,
		recordTiming: false,
	});
	// A thread that fails to start also rejects the jobs it was to take. Without a listener it would
	// end the process.
	let broken: Error | null = null;
	piscina.on("error", (error: unknown) => {
		broken = new Error(`worker thread failed: ${messageOf(error)}`);
	});

	const run = async <R>(job: Job, signal?: AbortSignal): Promise<R> => {
		signal?.throwIfAborted();
		if (broken !== null) throw broken;
		try {
			return (await piscina.run(job, { signal: signal ?? null })) as R;
		} catch (error) {
			signal?.throwIfAborted();
			throw (
				broken ?? (error instanceof Error ? error : new Error(messageOf(error)))
			);
		}
	};
	return {
		threads,
		run,
		async map<R>(jobs: readonly Job[], signal?: AbortSignal): Promise<R[]> {
			const settled = await Promise.allSettled(
				jobs.map((job) => run<R>(job, signal)),
			);
			return settled.map((outcome) => {
				if (outcome.status === "rejected") throw outcome.reason;
				return outcome.value;
			});
		},
		destroy: () => piscina.destroy(),
	};
}

/** Arrays that all threads see without a copy. */
export function sharedFloat32(length: number): Float32Array<SharedArrayBuffer> {
	return new Float32Array(shared(4 * length));
}

export function sharedFloat64(length: number): Float64Array<SharedArrayBuffer> {
	return new Float64Array(shared(8 * length));
}

export function sharedInt32(length: number): Int32Array<SharedArrayBuffer> {
	return new Int32Array(shared(4 * length));
}

export function sharedUint8(length: number): Uint8Array<SharedArrayBuffer> {
	return new Uint8Array(shared(length));
}

function shared(bytes: number): SharedArrayBuffer {
	countShared(bytes);
	return new SharedArrayBuffer(bytes);
}
