/** All replicas of all chains, spread over worker threads. The first replica is the target. */

import type { Action } from "../../actions/action.js";
import { element } from "../../core/elements.js";
import { sharedFloat64 } from "../../tensor/workers.js";
import type { ChainBatch, ChainEngine, FieldStore } from "../chain/engine.js";
import type { Step } from "../chain/local/program.js";
import type { ChainRun } from "../chain/run.js";
import { ChainThreads } from "../chain/threads.js";
import { type Total, totalsOf } from "../chain/totals.js";
import type { Context } from "../sampler.js";
import type { Replicas, Rung, TemperingSetup } from "./family.js";
import type { TemperingJob } from "./worker.js";

export interface TemperingBatch extends ChainBatch {
	/** X of the first replica after each update, [chains, n]. */
	readonly derivative: Float64Array;
	/** Share of accepted swaps of each gap. */
	readonly rates: readonly number[];
}

/** Site updates of one job, and of one round. */
const updatesPerJob = 5e6;
const updatesPerRound = 2e7;

let engines = 0;

export class TemperingRun implements ChainRun {
	readonly totals: readonly Total[];
	next = 0;
	rungs: readonly Rung[] = [];
	/** Swaps of the stored draws: updates, and the sum over updates of the share accepted in each gap. */
	swaps: { updates: number; accepted: number[] } = { updates: 0, accepted: [] };
	private readonly threads: ChainThreads<TemperingJob>;
	private readonly id = `tempering-${engines++}`;

	private readonly setup: TemperingSetup;

	constructor(
		readonly action: Action,
		private readonly replicas: Replicas,
		private readonly steps: readonly Step[],
		chains: number,
		private readonly context: Context,
	) {
		this.totals = totalsOf(action);
		this.setup = replicas.setup(context.random.fork("updates").key);
		this.threads = new ChainThreads(new URL("./worker.js", import.meta.url), {
			precision: replicas.precision,
			stored: replicas.stored,
			chains,
			size: 0,
			threads: context.threads,
			signal: context.signal,
		});
	}

	get engine(): ChainEngine {
		return this.threads.engine;
	}

	/** Sweeps of one replica in one update. */
	get sweeps(): number {
		return this.steps.reduce((sum, { count }) => sum + count, 0);
	}

	private get updates(): number {
		const { engine, action, rungs } = this;
		const visits = Math.max(1, rungs.length) * (this.sweeps + 2);
		return engine.chains * visits * action.space.size;
	}

	get round(): number {
		return Math.max(1, Math.floor(updatesPerRound / this.updates));
	}

	/** Every sweep of every replica counts, as one evaluation of S or one gradient: draws of the target pay for all. */
	async advance(count: number, store?: FieldStore): Promise<TemperingBatch> {
		this.context.signal.throwIfAborted();
		const { rungs } = this;
		const { chains } = this.engine;
		const entries = () => sharedFloat64(chains * count);
		const [action, total, derivative] = [entries(), entries(), entries()];
		const gaps = Math.max(0, rungs.length - 1);
		const swaps = sharedFloat64(chains * gaps);
		const { state } = this.threads;
		const wanted = (count * this.updates) / updatesPerJob;
		if (rungs.length > 0)
			await this.threads.run(wanted, ([from, to]) => ({
				id: this.id,
				setup: this.setup,
				rungs,
				steps: this.steps,
				chains,
				from,
				to,
				first: this.next,
				count,
				size: this.action.space.size,
				store,
				state,
				action,
				total,
				derivative,
				swaps,
			}));
		for (const [i, value] of action.entries())
			action[i] = value + this.replicas.constant;
		const first = this.next;
		this.next += count;
		const sweeps = count * chains * rungs.length * this.sweeps;
		this.context.meter.count(
			this.replicas.gradients ? { gradient: sweeps } : { action: sweeps },
		);
		const rates = Array.from({ length: gaps }, (_, gap) => {
			let accepted = 0;
			for (let chain = 0; chain < chains; chain++)
				accepted += element(swaps, chain * gaps + gap);
			const tries =
				Math.floor((first + count + 1 - (gap % 2)) / 2) -
				Math.floor((first + 1 - (gap % 2)) / 2);
			return tries === 0 ? 0 : accepted / (tries * chains);
		});
		if (store !== undefined) {
			this.swaps.updates += count;
			rates.forEach((rate, gap) => {
				this.swaps.accepted[gap] =
					(this.swaps.accepted[gap] ?? 0) + count * rate;
			});
		}
		return {
			action,
			totals: this.totals.length > 0 ? [total] : [],
			derivative,
			rates,
		};
	}

	/** Mean share of accepted swaps. */
	acceptanceOf(batch: ChainBatch): number {
		const { rates } = batch as TemperingBatch;
		if (rates.length === 0) return 1;
		return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
	}
}
