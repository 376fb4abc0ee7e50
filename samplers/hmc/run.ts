/**
 * The chains of one cell: an engine, the number of the next trajectory, and its length. A
 * trajectory depends only on its number and on (length, step size), so a run can stop anywhere and
 * continue with the same bits.
 */
import type { Action } from "../../actions/action.js";
import type { Random } from "../../core/random.js";
import type { FieldStore } from "../chain/engine.js";
import type { ChainRun } from "../chain/run.js";
import { type Total, totalsOf } from "../chain/totals.js";
import type { Context } from "../sampler.js";
import {
	type Batch,
	type HmcEngine,
	meanAcceptance,
	type Trajectory,
} from "./engine.js";
import { gradientsOf, meanGradientsOf, schedule } from "./integrator.js";
import type { HmcOptions } from "./options.js";

export class HmcRun implements ChainRun {
	/** The totals that the engine sums after each trajectory. */
	readonly totals: readonly Total[];
	/** Number of the next trajectory, from 0. */
	next = 0;
	/** Mean length, unless the steps are fixed. */
	length = 1;
	/** Largest step size. */
	stepSize = 0.1;
	private readonly jitter: Random;

	constructor(
		readonly action: Action,
		readonly engine: HmcEngine,
		readonly options: HmcOptions,
		private readonly context: Context,
	) {
		this.totals = totalsOf(action);
		this.jitter = context.random.fork("trajectory-length");
	}

	/** Trajectory number `number` with the present length and step size. */
	trajectory(number: number): Trajectory {
		const { integrator, jitter, steps } = this.options;
		this.jitter.position = 2 * number; // a uniform takes two words
		const factor = 1 + jitter * (2 * this.jitter.uniform() - 1);
		if (steps !== "auto") {
			const plan = schedule(integrator, steps, this.stepSize * factor);
			return { number, plan };
		}
		const length = this.length * factor;
		// The smallest number of steps whose length does not exceed the step size.
		const count = Math.max(1, Math.ceil(length / this.stepSize - 1e-9));
		return { number, plan: schedule(integrator, count, length / count) };
	}

	/** Expected steps of one trajectory. */
	get meanSteps(): number {
		const { steps } = this.options;
		const count = steps === "auto" ? this.length / this.stepSize + 0.5 : steps;
		return Math.max(1, count);
	}

	/** Expected gradients of one trajectory of one chain. */
	get meanGradients(): number {
		return meanGradientsOf(this.options.integrator, this.meanSteps).gradients;
	}

	/** Time of one trajectory of one chain, in gradients. */
	get meanCost(): number {
		return this.meanGradients + this.engine.overhead;
	}

	/** Number of trajectories of all chains that take some tenths of a second, at least 1. */
	get round(): number {
		const updates = this.engine.chains * this.action.space.size * this.meanCost;
		return Math.max(1, Math.floor(this.engine.updatesPerRound / updates));
	}

	/** Runs the next `count` trajectories of all chains and meters them. */
	async advance(count: number, store?: FieldStore): Promise<Batch> {
		const trajectories = Array.from({ length: count }, (_, i) =>
			this.trajectory(this.next + i),
		);
		const batch = await this.engine.run(trajectories, store);
		this.next += count;
		let gradients = 0;
		for (const { plan } of trajectories) gradients += gradientsOf(plan);
		this.context.meter.count({
			gradient: gradients * this.engine.chains,
			action: count * this.engine.chains,
		});
		return batch;
	}

	acceptanceOf(batch: Batch): number {
		return meanAcceptance(batch);
	}
}
