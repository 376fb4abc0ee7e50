/** The run of chains of local updates. Every update is the same program of sweeps. */
import type { Action } from "../../../actions/action.js";
import type { Context } from "../../sampler.js";
import type { FieldStore } from "../engine.js";
import type { ChainRun } from "../run.js";
import { type Total, totalsOf } from "../totals.js";
import type { Step, Tuned } from "./program.js";
import type { LocalBatch, LocalEngine } from "./simd/engine.js";

/** What the stored draws counted, by chain, so that errors come from the scatter of the chains. */
export interface LocalSums {
	updates: number;
	readonly accepted: number[];
	readonly clusters: number[];
	readonly clusterSites: number[];
	readonly improved: number[];
}

export function freshSums(chains: number): LocalSums {
	const zeros = () => new Array<number>(chains).fill(0);
	return {
		updates: 0,
		accepted: zeros(),
		clusters: zeros(),
		clusterSites: zeros(),
		improved: zeros(),
	};
}

/** What a run of other than scalar fields may say of its updates. */
export interface LocalKind {
	/** Whether a sweep counts as a gradient, as of links, and not as an evaluation of S. */
	readonly gradients: boolean;
	/** Whether an update has one proposal that may be refused. */
	readonly proposes: boolean;
}

export class LocalRun implements ChainRun {
	readonly totals: readonly Total[];
	next = 0;
	tuned: Tuned = {};
	sums: LocalSums;

	constructor(
		readonly action: Action,
		readonly engine: LocalEngine,
		readonly steps: readonly Step[],
		private readonly context: Context,
		private readonly kind: LocalKind = { gradients: false, proposes: false },
	) {
		this.totals = totalsOf(action);
		this.sums = freshSums(engine.chains);
	}

	/** Sweeps of one update. */
	get sweeps(): number {
		return this.steps.reduce((sum, { count }) => sum + count, 0);
	}

	get round(): number {
		const { engine, action } = this;
		const { size, components } = action.space;
		const updates = engine.chains * (size / components) * (this.sweeps + 1);
		return Math.max(1, Math.floor(engine.updatesPerRound / updates));
	}

	/**
	 * A sweep computes the action of every site once, so it counts as one evaluation of S. A sweep over links computes
	 * their staples, as a gradient does.
	 */
	async advance(count: number, store?: FieldStore): Promise<LocalBatch> {
		const { engine, steps, tuned } = this;
		const batch = await engine.run(this.next, count, steps, tuned, store);
		this.next += count;
		const updates = count * engine.chains;
		const { gradients, proposes } = this.kind;
		this.context.meter.count(
			gradients
				? { action: updates, gradient: updates * this.sweeps }
				: { action: updates * this.sweeps },
		);
		if (store !== undefined) this.add(batch, count);
		return proposes
			? { ...batch, accepted: Uint8Array.from(batch.tallies.accepted) }
			: batch;
	}

	private add({ tallies }: LocalBatch, count: number): void {
		const { sums } = this;
		sums.updates += count;
		for (let chain = 0; chain < this.engine.chains; chain++) {
			for (let i = chain * count; i < (chain + 1) * count; i++) {
				sums.accepted[chain] += tallies.accepted[i];
				sums.clusters[chain] += tallies.clusters[i];
				sums.clusterSites[chain] += tallies.clusterSites[i];
				sums.improved[chain] += tallies.improved[i];
			}
		}
	}

	acceptanceOf({ tallies }: LocalBatch): number {
		const { accepted } = tallies;
		let sum = 0;
		for (const share of accepted) sum += share;
		return accepted.length === 0 ? 0 : sum / accepted.length;
	}
}
