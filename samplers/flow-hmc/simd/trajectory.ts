/**
 * Trajectories of a group of chains in the latent space of a flow, in the thread that evaluates it. The
 * flow computes in float32, positions and momenta are float64, and the random numbers are those of the
 * float64 kernel of HMC (samplers/hmc/reference/momenta.ts).
 */
import { batchOf, type FlowBatch, type FusedFlow } from "../../flow/flow.js";
import type { Trajectory } from "../../hmc/engine.js";
import { stageOf } from "../../hmc/integrator.js";
import { drawLogUniform, drawMomenta } from "../../hmc/reference/momenta.js";

/** The present state of some chains; arrays of theirs alone. */
export interface LatentChains {
	/** [count, V]. */
	readonly latent: Float64Array;
	/** f(latent), [count, V]. */
	readonly fields: Float32Array;
	/** S of the fields. */
	readonly action: Float64Array;
	/** S + log q + z^2 / 2. */
	readonly pulled: Float64Array;
}

export class LatentGroup {
	readonly chains: LatentChains;
	/** A flow without `pullBack` is refused. */
	private readonly pullBack: NonNullable<FusedFlow["pullBack"]>;
	private readonly batch: FlowBatch<Float32Array>;
	private readonly slope: Float32Array;
	private readonly position: Float64Array;
	private readonly momenta: Float64Array;

	/** @throws Error if chains cannot run in the latent space of this flow */
	constructor(
		private readonly flow: FusedFlow,
		private readonly parameters: Float32Array,
		private readonly sites: number,
		latent: Float64Array,
	) {
		const { length } = latent;
		const count = length / sites;
		if (flow.pullBack === undefined)
			throw new Error("this flow has no gradients in its latent space");
		this.pullBack = flow.pullBack.bind(flow);
		this.batch = batchOf(count, {
			latent: new Float32Array(length),
			fields: new Float32Array(length),
		});
		this.slope = new Float32Array(length);
		this.position = latent.slice();
		this.momenta = new Float64Array(length);
		this.evaluate();
		this.chains = {
			latent,
			fields: this.batch.fields.slice(),
			action: this.batch.action.slice(),
			pulled: this.pulled(),
		};
	}

	/**
	 * One trajectory with its accept step. `first` is the number of the first chain.
	 * @returns Delta H and whether it was accepted, for each chain
	 */
	advance(
		{ number, plan }: Trajectory,
		key: readonly [number, number],
		first: number,
	): { readonly change: Float64Array; readonly accepted: Uint8Array } {
		const { latent, fields, action, pulled } = this.chains;
		const [z, p, sites] = [this.position, this.momenta, this.sites];
		const count = pulled.length;
		for (let c = 0; c < count; c++)
			drawMomenta(
				key,
				number,
				first + c,
				p.subarray(c * sites, (c + 1) * sites),
			);
		const before = this.kinetic();
		z.set(latent);
		this.drift(plan.drift0);
		for (let index = 0; index < plan.kicks; index++) {
			const { kick, displacement, drift } = stageOf(plan, index);
			const slope = this.slope;
			this.batch.latent.set(z);
			this.pullBack(this.parameters, this.batch, slope);
			if (displacement !== 0) {
				this.batch.latent.set(z.map((x, i) => x - displacement * slope[i]));
				this.pullBack(this.parameters, this.batch, slope);
			}
			for (let i = 0; i < p.length; i++) p[i] -= kick * slope[i];
			this.drift(drift);
		}
		this.evaluate();
		const after = this.kinetic();
		const proposed = this.pulled();
		const accepted = new Uint8Array(count);
		const change = proposed.map((value, c) => {
			const delta = value - pulled[c] + after[c] - before[c];
			// A diverged trajectory has infinite energy and is rejected.
			return Number.isFinite(delta) ? delta : Number.POSITIVE_INFINITY;
		});
		for (let c = 0; c < count; c++) {
			if (!(drawLogUniform(key, number, first + c) < -change[c])) continue;
			accepted[c] = 1;
			const [start, end] = [c * sites, (c + 1) * sites];
			latent.set(z.subarray(start, end), start);
			fields.set(this.batch.fields.subarray(start, end), start);
			action[c] = this.batch.action[c];
			pulled[c] = proposed[c];
		}
		return { change, accepted };
	}

	private drift(length: number): void {
		const [z, p] = [this.position, this.momenta];
		for (let i = 0; i < z.length; i++) z[i] += length * p[i];
	}

	/** The flow at the present positions. */
	private evaluate(): void {
		this.batch.latent.set(this.position);
		this.flow.sample(this.parameters, this.batch, {});
	}

	/** S~ of the last evaluation. */
	private pulled(): Float64Array {
		const { latent, logDensity, action } = this.batch;
		return action.map((s, c) => s + logDensity[c] + this.halfSquare(latent, c));
	}

	private kinetic(): Float64Array {
		return this.batch.action.map((_, c) => this.halfSquare(this.momenta, c));
	}

	private halfSquare(
		values: Float32Array | Float64Array,
		chain: number,
	): number {
		let sum = 0;
		const end = (chain + 1) * this.sites;
		for (let i = chain * this.sites; i < end; i++) sum += values[i] ** 2;
		return sum / 2;
	}
}
