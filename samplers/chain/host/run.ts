/**
 * Chains that are updated on the host in plain TypeScript and float64, for theories without a fused kernel. What an
 * update draws depends on the stream of its chain and number alone, so that a run may stop anywhere and go on with the
 * same bits.
 */

import type { Action } from "../../../actions/action.js";
import { element } from "../../../core/elements.js";
import type { Random } from "../../../core/random.js";
import type { Context } from "../../sampler.js";
import {
	type ChainBatch,
	type ChainEngine,
	type FieldStore,
	placesOf,
} from "../engine.js";
import type { ChainRun } from "../run.js";
import { type Total, totalsOf } from "../totals.js";

/** One update of one chain. */
export interface HostUpdate {
	/** What it does, for the record. */
	readonly name: string;
	/** Visits of all elements in one update, which are counted as so many gradients. */
	readonly sweeps: number;
	/** Whether an update has one proposal that may be refused. */
	readonly proposes: boolean;
	/** Changes one configuration in place, and leaves it on its manifold to rounding. */
	apply(fields: Float64Array, random: Random): Outcome;
	/** Arithmetic of one update, whose clusters hold `visited` elements on the mean. */
	operations(visited: number): number;
}

export interface Outcome {
	/** S afterwards. */
	readonly action: number;
	/** Whether the proposal was accepted; true without one. */
	readonly accepted: boolean;
	/** Elements of its clusters. */
	readonly visited?: number;
}

/** Of the stored draws, over all chains. */
export interface HostSums {
	readonly updates: number;
	readonly visited: number;
}

/** Visits of elements that take some tenths of a second. */
const visitsPerRound = 2e5;

export class HostRun implements ChainRun {
	readonly engine: ChainEngine;
	readonly totals: readonly Total[];
	next = 0;
	sums: HostSums = { updates: 0, visited: 0 };
	private readonly streams: readonly Random[];
	/** What a checkpoint holds is what goes on. */
	private readonly chains: readonly Float64Array[];

	/** @param precision of stored fields */
	constructor(
		readonly action: Action,
		private readonly update: HostUpdate,
		chains: number,
		precision: "float64" | "float32",
		private readonly context: Context,
	) {
		const { size } = action.space;
		this.totals = totalsOf(action);
		const updates = context.random.fork("updates");
		this.streams = Array.from({ length: chains }, (_, c) =>
			updates.fork(String(c)),
		);
		this.chains = this.streams.map(() => new Float64Array(size));
		this.engine = {
			chains,
			name: "TypeScript, float64",
			load: (fields) => {
				this.chains.forEach((own, c) => {
					own.set(fields.subarray(c * size, (c + 1) * size));
				});
			},
			fields: async () => {
				const out = new Float64Array(chains * size);
				this.chains.forEach((own, c) => {
					out.set(own, c * size);
				});
				return out;
			},
			allocate: (length) =>
				precision === "float32"
					? new Float32Array(length)
					: new Float64Array(length),
			dispose() {},
		};
	}

	get round(): number {
		const { size, components } = this.action.space;
		const visits =
			this.engine.chains * this.update.sweeps * (size / components);
		return Math.max(1, Math.floor(visitsPerRound / visits));
	}

	acceptanceOf({ accepted }: ChainBatch): number {
		if (accepted === undefined) return 1;
		return accepted.reduce((sum, one) => sum + one, 0) / accepted.length;
	}

	async advance(count: number, store?: FieldStore): Promise<ChainBatch> {
		const { signal, meter } = this.context;
		const { chains } = this.engine;
		const { size } = this.action.space;
		const action = new Float64Array(chains * count);
		const accepted = new Uint8Array(chains * count);
		const totals = this.totals.map(() => new Float64Array(chains * count));
		let visited = 0;
		this.chains.forEach((fields, c) => {
			signal.throwIfAborted();
			for (let i = 0; i < count; i++) {
				const entry = c * count + i;
				const stream = element(this.streams, c).fork(String(this.next + i));
				const outcome = this.update.apply(fields, stream);
				action[entry] = outcome.action;
				accepted[entry] = outcome.accepted ? 1 : 0;
				visited += outcome.visited ?? 0;
				this.totals.forEach(({ sum }, k) => {
					element(totals, k)[entry] = sum(fields, 0);
				});
				placesOf(store, i, size)?.(c).set(fields);
			}
		});
		this.next += count;
		if (store !== undefined)
			this.sums = {
				updates: this.sums.updates + count * chains,
				visited: this.sums.visited + visited,
			};
		meter.count({
			action: count * chains,
			gradient: count * chains * this.update.sweeps,
		});
		return { action, totals, ...(this.update.proposes ? { accepted } : {}) };
	}
}
