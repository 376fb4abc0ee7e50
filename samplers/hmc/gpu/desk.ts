/**
 * The buffers of one chunk of trajectories: its plans, its results, and the fields that it stores.
 * With two desks, the device works at one while the host clears the other.
 */
import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { FieldStore } from "../../chain/engine.js";
import type { Batch, Trajectory } from "../engine.js";
import { type Chunk, type GpuSetup, planNumbers, type Slab } from "./runner.js";
import { planWords, resultWords } from "./shared.wgsl.js";

/** Bytes of results, and of stored fields, that wait to be read. */
const resultBytes = 2 ** 24;
const storedBytes = 2 ** 28;
/** Most trajectories whose results are read together. */
const mostRows = 4096;

/** The place for the results of one run. */
export interface Destination {
	/** Number of trajectories in the run. */
	readonly count: number;
	readonly batch: Batch;
	readonly store: FieldStore | undefined;
}

export class Desk {
	readonly #setup: GpuSetup;
	readonly #most: number;
	readonly #plans: GpuBuffer;
	readonly #results: GpuBuffer;
	#stored: GpuBuffer;
	#pending: Promise<void> | null = null;

	constructor(setup: GpuSetup) {
		const { gpu, slabChains } = setup;
		this.#setup = setup;
		const rowBytes = 4 * resultWords * slabChains;
		this.#most = Math.min(
			mostRows,
			Math.max(1, Math.floor(resultBytes / rowBytes)),
		);
		this.#plans = gpu.storage(4 * planWords * this.#most, "hmc plans");
		this.#results = gpu.storage(rowBytes * this.#most, "hmc results");
		this.#stored = gpu.storage(16, "hmc stored");
	}

	/** Number of trajectories that fit if every `every`-th one is stored. */
	rows(every: number | undefined): number {
		if (every === undefined) return this.#most;
		const { slabChains, sites, gpu } = this.#setup;
		const most = Math.min(storedBytes, gpu.limits.maxStorageBufferBindingSize);
		const entries = Math.max(1, Math.floor(most / (4 * slabChains * sites)));
		return Math.min(this.#most, every * entries);
	}

	/** Prepares the next chunk, which begins with trajectory `from` of a run. The desk must be idle. */
	lay(
		slab: Slab,
		trajectories: readonly Trajectory[],
		from: number,
		every: number,
	): Chunk {
		const { gpu, model, sites } = this.#setup;
		gpu.write(this.#plans, planNumbers(trajectories, model.kinetic));
		const since = every === 0 ? 0 : from % every;
		const entries =
			every === 0 ? 0 : Math.floor((since + trajectories.length) / every);
		const bytes = 4 * entries * slab.chains * sites;
		if (bytes > this.#stored.bytes) {
			this.#stored.destroy();
			this.#stored = gpu.storage(bytes, "hmc stored");
		}
		return {
			slab,
			trajectories,
			from,
			plans: this.#plans,
			results: this.#results,
			stored: this.#stored,
			every,
			since,
			entries,
		};
	}

	/** Starts reading the results of a chunk. */
	collect(chunk: Chunk, destination: Destination): void {
		this.#pending = Promise.all([
			this.#readResults(chunk, destination),
			this.#readFields(chunk, destination),
		]).then(() => {});
		// The next caller that waits for this desk receives the error.
		this.#pending.catch(() => {});
	}

	/** Resolves when everything that was started here is done. Throws if it failed. */
	async ready(): Promise<void> {
		const pending = this.#pending;
		this.#pending = null;
		await pending;
	}

	dispose(): void {
		for (const buffer of [this.#plans, this.#results, this.#stored])
			buffer.destroy();
	}

	async #readResults(chunk: Chunk, destination: Destination): Promise<void> {
		const { gpu, model } = this.#setup;
		const { slab, trajectories, from } = chunk;
		const { batch, count } = destination;
		const rows = trajectories.length;
		const step = slab.chains * rows;
		const numbers = new Float32Array(resultWords * step);
		await gpu.read(this.#results, numbers);
		const [high, low, totalHigh, totalLow, change] = [0, 1, 2, 3, 4].map((i) =>
			numbers.subarray(i * step, (i + 1) * step),
		);
		const flags = new Uint32Array(numbers.buffer, 4 * 5 * step, step);
		const { action, energyChange, accepted } = batch;
		const [total] = batch.totals;
		const { constant } = model;
		for (let chain = 0; chain < slab.chains; chain++) {
			let to = (slab.offset + chain) * count + from;
			const end = (chain + 1) * rows;
			for (let at = chain * rows; at < end; at++, to++) {
				action[to] = high[at] + low[at] + constant;
				total[to] = totalHigh[at] + totalLow[at];
				energyChange[to] = change[at];
				accepted[to] = flags[at];
			}
		}
	}

	async #readFields(chunk: Chunk, { store }: Destination): Promise<void> {
		const { slab, entries, from, every } = chunk;
		if (store === undefined || entries === 0) return;
		const { gpu, sites } = this.#setup;
		const numbers = new Float32Array(entries * slab.chains * sites);
		await gpu.read(this.#stored, numbers);
		const first = store.offset + Math.floor(from / every);
		for (let entry = 0; entry < entries; entry++) {
			for (let chain = 0; chain < slab.chains; chain++) {
				const at = (entry * slab.chains + chain) * sites;
				const to = (slab.offset + chain) * store.perChain + first + entry;
				store.fields.set(numbers.subarray(at, at + sites), to * sites);
			}
		}
	}
}
