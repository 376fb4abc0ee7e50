/** Independent weighted draws from passes along the path, in any number at a time. */
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import type { Particles, Schedule, SmcRun } from "./run.js";
import { logMeanExp, systematicAncestors } from "./weights.js";

export class ParticleDraws {
	readonly base: Random;
	readonly resampling: Random;
	/** Draws of the last pass that were not asked for. */
	pending: Particles;
	readonly #run: SmcRun;
	readonly #schedule: Schedule;

	constructor(run: SmcRun, schedule: Schedule, random: Random) {
		this.base = random.fork("base");
		this.resampling = random.fork("resampling");
		this.#run = run;
		this.#schedule = schedule;
		this.pending = this.#room(0);
	}

	/** The next `count` draws. */
	async take(
		count: number,
		progress: (fraction: number) => void,
	): Promise<Particles> {
		const out = this.#room(count);
		let done = 0;
		for (;;) {
			const taken = Math.min(count - done, this.pending.action.length);
			this.#copy(this.pending, 0, taken, out, done);
			const left = this.pending.action.length - taken;
			const rest = this.#room(left);
			this.#copy(this.pending, taken, left, rest, 0);
			this.pending = rest;
			done += taken;
			if (done === count) return out;
			this.pending = await this.#pass();
			progress(done / count);
		}
	}

	async #pass(): Promise<Particles> {
		const { resampling, population } = this.#run.options;
		const particles = await this.#run.anneal(
			this.#schedule,
			this.base,
			this.resampling,
		);
		return resampling === "none"
			? particles
			: this.#choose(particles, population);
	}

	/** One particle of each population, chosen by its weight, with the population's mean weight. */
	#choose(particles: Particles, population: number): Particles {
		const draws = particles.action.length / population;
		const out = this.#room(draws);
		for (let draw = 0; draw < draws; draw++) {
			const from = draw * population;
			const own = particles.logWeights.subarray(from, from + population);
			// A random child of systematic resampling is a draw by weight.
			const ancestors = systematicAncestors(own, this.resampling.uniform());
			const chosen = element(ancestors, this.resampling.integer(population));
			this.#copy(particles, from + chosen, 1, out, draw);
			out.logWeights[draw] = logMeanExp(own);
		}
		return out;
	}

	#room(count: number): Particles {
		const { engine, action } = this.#run.moves;
		return {
			fields: engine.allocate(count * action.space.size),
			action: new Float64Array(count),
			logWeights: new Float64Array(count),
		};
	}

	#copy(
		source: Particles,
		from: number,
		count: number,
		target: Particles,
		at: number,
	): void {
		const { size } = this.#run.moves.action.space;
		target.fields.set(
			source.fields.subarray(from * size, (from + count) * size),
			at * size,
		);
		target.action.set(source.action.subarray(from, from + count), at);
		target.logWeights.set(source.logWeights.subarray(from, from + count), at);
	}
}
