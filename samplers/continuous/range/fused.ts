/**
 * A flow for a range of couplings on the kernel of a flow for one coupling. Parameters and action
 * are set for each coupling.
 */
import {
	type FlowBatch,
	type FlowCall,
	type FusedFactory,
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
	const { module, config, range, size, expanded } =
		given as ConditionalFusedConfig;
	const { createFused: createBase } = (await import(module)) as {
		readonly createFused: FusedFactory;
	};
	const base = await createBase(config, lattice, action);
	const expansion = new Expansion(range, size, expanded);
	const theta = new Float32Array(size);
	const slopes = new Float64Array(size);

	/** The samples of each coupling, once the base flow is that of the coupling. */
	function each(
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		{ settings = {}, first = 0 }: FlowCall,
		run: (part: FlowBatch<Float32Array>, coupling: number) => void,
	): void {
		const count = batch.logDensity.length;
		eachCoupling(range, settings, first, count, (coupling, start, length) => {
			expansion.at(parameters, coupling, theta);
			if (action !== null) {
				const { kinetic, potential } = action;
				const changed = [...potential];
				changed[power] = coupling;
				base.setAction?.({ kinetic, potential: changed });
			}
			run(partOf(batch, lattice.sites, start, start + length), coupling);
		});
	}

	return {
		sample(parameters, batch, call) {
			each(parameters, batch, call, (part) => base.sample(theta, part, call));
		},
		gradient(parameters, batch, call) {
			each(parameters, batch, call, (part, coupling) => {
				const gradient = slopes.fill(0);
				base.gradient(theta, { ...part, gradient }, call);
				expansion.pullBack(gradient, coupling, batch.gradient);
			});
		},
		density(parameters, batch, call) {
			each(parameters, batch, call, (part) => base.density(theta, part, call));
		},
	};
};
