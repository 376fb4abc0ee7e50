/**
 * A flow for a range of couplings on the kernel of a flow for one coupling. Parameters and action
 * are set for each coupling.
 */
import type { Polynomial } from "../../../actions/action.js";
import type { FlowCall, FusedFactory, FusedFlow } from "../../flow/flow.js";
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
	readonly #expansion: Expansion;
	readonly #base: FusedFlow;
	readonly #sites: number;
	readonly #action: Polynomial | null;
	readonly #theta: Float32Array;
	readonly #slopes: Float64Array;

	constructor(
		{ range, size, expanded }: ConditionalFusedConfig,
		base: FusedFlow,
		sites: number,
		action: Polynomial | null,
	) {
		this.#expansion = new Expansion(range, size, expanded);
		this.#base = base;
		this.#sites = sites;
		this.#action = action;
		this.#theta = new Float32Array(size);
		this.#slopes = new Float64Array(size);
	}

	sample(
		parameters: Float32Array,
		latent: Float32Array,
		fields: Float32Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall = {},
	): void {
		this.#parts(parameters, logDensity.length, call, (_, rows, values) => {
			this.#base.sample(
				this.#theta,
				rows(latent),
				rows(fields),
				values(logDensity),
				values(action),
				call,
			);
		});
	}

	gradient(
		parameters: Float32Array,
		latent: Float32Array,
		gradient: Float64Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall = {},
	): void {
		const { length } = logDensity;
		this.#parts(parameters, length, call, (coupling, rows, values) => {
			this.#slopes.fill(0);
			this.#base.gradient(
				this.#theta,
				rows(latent),
				this.#slopes,
				values(logDensity),
				values(action),
				call,
			);
			this.#expansion.pullBack(this.#slopes, coupling, gradient);
		});
	}

	density(
		parameters: Float32Array,
		fields: Float32Array,
		latent: Float32Array,
		logDensity: Float64Array,
		call: FlowCall = {},
	): void {
		this.#parts(parameters, logDensity.length, call, (_, rows, values) => {
			this.#base.density(
				this.#theta,
				rows(fields),
				rows(latent),
				values(logDensity),
				call,
			);
		});
	}

	#parts(
		parameters: Float32Array,
		count: number,
		{ settings = {}, first = 0 }: FlowCall,
		each: (
			coupling: number,
			rows: (all: Float32Array) => Float32Array,
			values: (all: Float64Array) => Float64Array,
		) => void,
	): void {
		const { range } = this.#expansion;
		const sites = this.#sites;
		eachCoupling(range, settings, first, count, (coupling, start, length) => {
			this.#expansion.at(parameters, coupling, this.#theta);
			if (this.#action !== null) {
				const { kinetic, potential } = this.#action;
				const changed = [...potential];
				changed[power] = coupling;
				this.#base.setAction?.({ kinetic, potential: changed });
			}
			each(
				coupling,
				(all) => all.subarray(start * sites, (start + length) * sites),
				(all) => all.subarray(start, start + length),
			);
		});
	}
}
