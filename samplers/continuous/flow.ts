/** The equivariant continuous flow for one action: reference ops, kernels, and the start. */
import { type Action, polynomialOf } from "../../actions/action.js";
import { defined, element } from "../../core/elements.js";
import type { Flow, FlowSettings } from "../flow/flow.js";
import {
	type CnfModel,
	cnfModel,
	initialiseCnf,
	priorScales,
} from "./model.js";
import { type EquivariantCnfOptions, rangeOf } from "./options.js";
import { largestPath, pathOf } from "./path.js";
import { conditionalFlow } from "./range/flow.js";
import { Expansion, expandedOf } from "./range/range.js";
import { ComposedCnf } from "./reference/flow.js";
import type { FusedCnfConfig } from "./simd/flow.js";
import { transferCnf } from "./transfer.js";
import { cnfOperations } from "./work.js";

/** The result of an earlier training. A flow can start from it instead of the prior. */
export interface Trained {
	readonly model: CnfModel;
	readonly parameters: Float32Array;
	readonly steps: number;
}

export interface CnfFlow extends Flow {
	readonly model: CnfModel;
	/** Parameters of the model at the coupling in the settings. For a flow with one coupling, the given parameters. */
	at(parameters: Float32Array, settings: FlowSettings): Float32Array;
}

/** Distance of the nodes at which the kernels tabulate their functions of the field. */
const spacing = 1 / 32;
/**
 * A gradient is computed for this many samples at once. The gradients of the tables cost as much as
 * a few samples.
 */
const chunk = 16;
const leastRange = 8;
/** The tables cover at least this many standard deviations of the prior. */
const rangeDeviations = 8;
/**
 * Blocks that depend on the coupling if the flow covers a range of couplings. Features and bonds
 * serve all couplings.
 */
const expandedBlocks = ["kernel", "logMass2"];

export function equivariantCnfFlow(
	action: Action,
	chosen: EquivariantCnfOptions,
	start: Trained | null = null,
): CnfFlow {
	const { lattice } = action.space;
	const mass2 = chosen.mass2 ?? (4 / Math.max(...lattice.shape)) ** 2;
	const config = {
		frequencies: chosen.frequencies,
		bonds: chosen.bonds,
		timeModes: chosen.timeModes,
		timeBonds: chosen.timeBonds,
		kinetic: polynomialOf(action)?.kinetic ?? 1,
		mass2,
	};
	const model = cnfModel(config, lattice);
	const variance = priorScales(model, Math.log(mass2)).reduce(
		(sum, scale, k) =>
			sum + (element(model.orbits.size, k) * scale ** 2) / lattice.sites,
		0,
	);
	const fused: FusedCnfConfig = {
		...config,
		steps: chosen.steps,
		adjoint: chosen.adjoint,
		spacing,
		range: Math.max(leastRange, rangeDeviations * Math.sqrt(variance)),
	};
	let composed: ComposedCnf | null = null;
	const reference = (): ComposedCnf => {
		composed ??= new ComposedCnf(model);
		return composed;
	};
	const plain: CnfFlow = {
		model,
		at: (parameters) => parameters,
		lattice,
		layout: model.layout,
		architecture: { kind: "equivariant-cnf", config: { ...config } },
		settings: { steps: start?.steps ?? chosen.steps },
		continued: start !== null,
		...(lattice.sites > largestPath
			? {}
			: {
					path: (parameters, latent, settings) =>
						pathOf(
							reference(),
							parameters,
							latent,
							settings.steps ?? chosen.steps,
						),
				}),
		operations: ({ steps = Number.NaN }) =>
			cnfOperations(lattice, steps, chosen.bonds).forward,
		initialise: (random) =>
			start === null
				? initialiseCnf(model, random)
				: transferCnf(start.model, start.parameters, model),
		forward: (parameters, latent, settings) =>
			reference().forward(parameters, latent, settings?.steps ?? chosen.steps),
		inverse: (parameters, fields, settings) =>
			reference().inverse(parameters, fields, settings?.steps ?? chosen.steps),
		fused: {
			module: new URL("./simd/flow.js", import.meta.url).href,
			config: fused,
			chunk,
		},
		gpu: {
			module: new URL("./gpu/flow.js", import.meta.url).href,
			config: fused,
		},
	};
	const range = rangeOf(chosen);
	if (range === null) return plain;
	const flow = conditionalFlow(plain, action, range, expandedBlocks);
	const { expansion } = flow;
	const at: CnfFlow["at"] = (parameters, settings) =>
		expansion.at(
			parameters,
			element(settings, "lambda"),
			new Float32Array(model.layout.size),
		);
	return {
		...flow,
		model,
		...defined({ path: plain.path }),
		architecture: {
			kind: "equivariant-cnf",
			config: { ...config },
			parametersAt: (parameters, settings) => ({
				values: at(parameters, settings),
				layout: model.layout,
			}),
		},
		at,
		initialise: (random) =>
			start === null
				? flow.initialise(random)
				: transferred(start, model, expansion),
	};
}

/** Transfers every order of the expansion as a kernel of its own. */
function transferred(
	{ model: from, parameters }: Trained,
	to: CnfModel,
	expansion: Expansion,
): Float32Array {
	const out = new Float32Array(expansion.total);
	const { range } = expansion;
	const old = new Expansion(
		range,
		from.layout.size,
		expandedOf(from.layout, expandedBlocks),
	);
	for (let order = 0; order <= range.order; order++)
		expansion.put(
			out,
			order,
			transferCnf(from, old.part(parameters, order), to),
		);
	return out;
}
