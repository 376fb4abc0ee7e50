/**
 * Particles that move along the path. One pass draws all of them from the free field and takes them to
 * the target: at every temperature the weights are updated, then HMC moves each particle.
 */

import type { Action } from "../../actions/action.js";
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import { kishFraction } from "../../core/statistics/weights/log-weights.js";
import { fusedPolynomial } from "../hmc/fused.js";
import { hmcOptionsSchema } from "../hmc/options.js";
import { createAutodiffEngine } from "../hmc/reference/autodiff.js";
import { HmcRun } from "../hmc/run.js";
import { createKernelEngine } from "../hmc/simd/engine.js";
import type { Context } from "../sampler.js";
import type { SmcOptions } from "./options.js";
import { AnnealingPath } from "./path.js";
import { logMeanExp, systematicAncestors } from "./weights.js";

/** The temperatures in ascending order, the last is 1, and the largest step size at each. */
export interface Schedule {
	readonly temperatures: Float64Array;
	readonly stepSizes: Float64Array;
}

/** Particles at the end of the path. */
export interface Particles {
	/** [particles, V]. */
	readonly fields: Float32Array | Float64Array;
	/** S of each. */
	readonly action: Float64Array;
	/** log of the weight of each path, whose mean over paths is Z. Equal within a resampled population. */
	readonly logWeights: Float64Array;
}

export class SmcRun {
	readonly path: AnnealingPath;
	readonly options: SmcOptions;
	readonly moves: HmcRun;
	readonly #context: Context;
	readonly #setTemperature: (temperature: number) => void;
	/** The engines read it in every run. */
	readonly #key: [number, number];

	constructor(action: Action, options: SmcOptions, context: Context) {
		this.path = new AnnealingPath(action);
		this.options = options;
		this.#context = context;
		const { path } = this;
		const { particles, precision, trajectory, targetAcceptance } = options;
		const [low, high] = context.random.fork("trajectories").key;
		const key: [number, number] = [low, high];
		this.#key = key;
		const { signal, threads, backend } = context;
		const length =
			trajectory === "auto"
				? Math.PI / 2 / Math.sqrt(2 * path.mass2)
				: trajectory;
		const fused =
			backend.device.kind === "cpu" &&
			fusedPolynomial(action, "simd") !== undefined;
		const kernel = fused
			? createKernelEngine(action, particles, precision, key, threads, signal)
			: undefined;
		this.moves = new HmcRun(
			path.action,
			kernel ?? createAutodiffEngine(path.action, particles, key, signal),
			hmcOptionsSchema.parse({ chains: particles, targetAcceptance }),
			context,
		);
		this.moves.length = length;
		this.#setTemperature = (temperature) => {
			path.temperature = temperature;
			kernel?.retarget(path.polynomialAt(temperature));
		};
	}

	/** The random numbers of the next moves, for whoever numbers trajectories in several streams. */
	rekey([low, high]: readonly [number, number]): void {
		this.#key[0] = low;
		this.#key[1] = high;
	}

	/** Moves given particles at a temperature. */
	async move(
		fields: Float32Array | Float64Array,
		temperature: number,
		stepSize: number,
		count: number,
	) {
		const { moves } = this;
		this.#setTemperature(temperature);
		moves.engine.load(fields);
		moves.stepSize = stepSize;
		const batch = await moves.advance(count);
		const action = Float64Array.from(
			{ length: moves.engine.chains },
			(_, particle) => element(batch.action, (particle + 1) * count - 1),
		);
		return {
			fields: await moves.engine.fields(),
			action,
			acceptance: moves.acceptanceOf(batch),
		};
	}

	/** Independent particles of the free field. */
	start(random: Random): Float64Array {
		return this.path.base.draw(random, this.options.particles).fields;
	}

	/** S_0 - S of each. */
	difference(fields: Float32Array | Float64Array): Float64Array {
		this.#context.meter.count({ action: this.options.particles });
		return this.path.difference(fields);
	}

	/** One pass. The positions of both streams and the number of the next trajectory decide the result. */
	async anneal(
		{ temperatures, stepSizes }: Schedule,
		base: Random,
		resampling: Random,
	): Promise<Particles> {
		const { path, options } = this;
		const logWeights = new Float64Array(options.particles).fill(path.logZ0);
		let fields: Float32Array | Float64Array = this.start(base);
		let action = new Float64Array(0);
		for (const [j, temperature] of temperatures.entries()) {
			this.#context.signal.throwIfAborted();
			const step = temperature - (j === 0 ? 0 : element(temperatures, j - 1));
			const difference = this.difference(fields);
			for (const [i, value] of logWeights.entries())
				logWeights[i] = value + step * element(difference, i);
			if (options.resampling === "systematic")
				this.#resample(fields, logWeights, resampling);
			const moved = await this.move(
				fields,
				temperature,
				element(stepSizes, j),
				options.moves,
			);
			fields = moved.fields;
			action = moved.action;
		}
		return { fields, action, logWeights };
	}

	/** Resamples every population that has less than half of its particles effective. */
	#resample(
		fields: Float32Array | Float64Array,
		logWeights: Float64Array,
		random: Random,
	): void {
		const { population } = this.options;
		const { sites } = this.path.base.lattice;
		for (let from = 0; from < logWeights.length; from += population) {
			const own = logWeights.subarray(from, from + population);
			const uniform = random.uniform();
			if (kishFraction(own) >= 0.5) continue;
			const ancestors = systematicAncestors(own, uniform);
			const parents = fields.slice(from * sites, (from + population) * sites);
			for (const [child, parent] of ancestors.entries())
				fields.set(
					parents.subarray(parent * sites, (parent + 1) * sites),
					(from + child) * sites,
				);
			// All go on with the mean weight, so the mean over a population stays unbiased.
			own.fill(logMeanExp(own));
		}
	}

	dispose(): void {
		this.moves.engine.dispose();
	}
}
