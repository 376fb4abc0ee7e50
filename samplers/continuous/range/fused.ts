/**
 * A flow for a range of couplings on the kernel of a flow for one coupling. Parameters and action
 * are set for each coupling.
 */
import type { Polynomial } from "../../../actions/action.js";
import {
	type FlowBatch,
	type FlowCall,
	type FusedFactory,
	type FusedFlow,
	partOf,
} from "../../flow/flow.js";
import {
	type CouplingRange,
	type Expanded,
	Expansion,
	eachCoupling,
	power,
} from "./range.js";

export interface ConditionalFusedConfig {
	/** The module of the kernel and its configuration. */
	readonly module: string;
	readonly config: unknown;
	readonly range: CouplingRange;
	/** Number of parameters theta, and those of them that depend on the coupling. */
	readonly size: number;
	readonly expanded: Expanded;
}

export const createFused: FusedFactory = async (given, lattice, action) => {
	const config = given as ConditionalFusedConfig;
	const { createFused: createBase } = (await import(config.module)) as {
		readonly createFused: FusedFactory;
	};
	const base = await createBase(config.config, lattice, action);
	return new ConditionalFused(config, base, lattice.sites, action);
};

class ConditionalFused implements FusedFlow {
	private readonly expansion: Expansion;
	private readonly theta: Float32Array;
	private readonly slopes: Float64Array;

	constructor(
		{ range, size, expanded }: ConditionalFusedConfig,
		private readonly base: FusedFlow,
		private readonly sites: number,
		private readonly action: Polynomial | null,
	) {
		this.expansion = new Expansion(range, size, expanded);
		this.theta = new Float32Array(size);
		this.slopes = new Float64Array(size);
	}

	sample(
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		call: FlowCall,
	): void {
		this.each(parameters, batch, call, (part) =>
			this.base.sample(this.theta, part, call),
		);
	}

	gradient(
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		call: FlowCall,
	): void {
		this.each(parameters, batch, call, (part, coupling) => {
			const gradient = this.slopes.fill(0);
			this.base.gradient(this.theta, { ...part, gradient }, call);
			this.expansion.pullBack(gradient, coupling, batch.gradient);
		});
	}

	density(
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		call: FlowCall,
	): void {
		this.each(parameters, batch, call, (part) =>
			this.base.density(this.theta, part, call),
		);
	}

	/** The samples of each coupling, once the base flow is that of the coupling. */
	private each(
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		{ settings = {}, first = 0 }: FlowCall,
		run: (part: FlowBatch<Float32Array>, coupling: number) => void,
	): void {
		const { range } = this.expansion;
		const count = batch.logDensity.length;
		eachCoupling(range, settings, first, count, (coupling, start, length) => {
			this.expansion.at(parameters, coupling, this.theta);
			if (this.action !== null) {
				const { kinetic, potential } = this.action;
				const changed = [...potential];
				changed[power] = coupling;
				this.base.setAction?.({ kinetic, potential: changed });
			}
			run(partOf(batch, this.sites, start, start + length), coupling);
		});
	}
}
