/**
 * Equivariant continuous flow, Gerdes, de Haan, Rainone, Bondesan, Cheng, arXiv:2207.00283: a
 * vector field of sine features and a kernel on hypercubic orbits carries a free field to the
 * target. Architecture in parts/cnf-model.ts; reference ops in parts/cnf-composed.ts; kernel in
 * parts/cnf-fused.ts; control of the integrator in parts/cnf-steps.ts.
 */
import { z } from "zod";
import type { Action } from "../actions/action.js";
import { scalarAction } from "../actions/parts/scalar-action.js";
import { createLattice } from "../core/lattice.js";
import { ComposedCnf } from "./parts/cnf-composed.js";
import { densityError } from "./parts/cnf-error.js";
import type { FusedCnfConfig } from "./parts/cnf-fused.js";
import {
	type CnfModel,
	cnfModel,
	initialiseCnf,
	priorScales,
} from "./parts/cnf-model.js";
import {
	type StepControl,
	settledSteps,
	stepError,
	stepMonitor,
} from "./parts/cnf-steps.js";
import { transferCnf } from "./parts/cnf-transfer.js";
import type { Flow, FlowSettings } from "./parts/flow.js";
import type { FlowEngine } from "./parts/flow-engine.js";
import { flowSampler } from "./parts/flow-sampler.js";
import { trainingShape } from "./parts/train-options.js";
import type {
	Budget,
	Context,
	Prepared,
	Sampler,
	SamplerDefinition,
	Verdict,
} from "./sampler.js";

const options = z
	.strictObject({
		...trainingShape({
			batch: 256,
			learningRate: 5e-3,
			beta1: 0.8,
			beta2: 0.9,
		}),
		/** Features: sines, and the linear one. */
		frequencies: z.int().min(2).default(50),
		/** Channels that the features are contracted to before they meet the lattice. */
		bonds: z.int().min(1).default(20),
		/** Fourier modes of the kernel's time dependence; 10 in the paper. */
		timeModes: z.int().min(0).default(3),
		timeBonds: z.int().min(1).default(20),
		/** M^2 of the free field that the flow starts from, trained along; null takes (4 / L)^2. */
		mass2: z.number().positive().nullable().default(null),
		/** Integration steps to start with, and their bounds. */
		steps: z.int().min(1).default(10),
		fewestSteps: z.int().min(1).default(4),
		mostSteps: z.int().min(1).default(200),
		/** false trains with `steps` throughout: then the optimiser may exploit the integrator. */
		controlSteps: z.boolean().default(true),
		/** rms error of log w that training holds, measured by doubling the steps on fresh draws. */
		stepError: z.number().positive().default(0.01),
		/** The same for what is drawn after training. */
		drawError: z.number().positive().default(1e-3),
		/** Fresh draws of each such measurement. */
		stepDraws: z.int().min(2).default(64),
		/** Extents of smaller lattices to train on before, each continued on the next; ascending. */
		ladder: z.array(z.int().min(2)).default([]),
		/** Part of the budget that the smaller lattices take together, in equal shares. */
		ladderShare: z.number().gt(0).lt(1).default(0.3),
	})
	.refine((o) => o.fewestSteps <= o.steps && o.steps <= o.mostSteps, {
		message: "steps lies between fewestSteps and mostSteps",
	});

export type EquivariantCnfOptions = z.infer<typeof options>;

/** Distance of the nodes at which the kernel tabulates its functions of the field. */
const spacing = 1 / 32;
/** Samples a gradient is computed for at once: the tables' own gradients cost as much as a few samples. */
const chunk = 32;
const leastRange = 8;
/** Standard deviations of the prior that the tables cover at least. */
const rangeDeviations = 8;

export function equivariantCnfFlow(
	action: Action,
	chosen: EquivariantCnfOptions,
	start: Trained | null = null,
): Flow {
	const { lattice } = action;
	const mass2 = chosen.mass2 ?? (4 / Math.max(...lattice.shape)) ** 2;
	const config = {
		frequencies: chosen.frequencies,
		bonds: chosen.bonds,
		timeModes: chosen.timeModes,
		timeBonds: chosen.timeBonds,
		kinetic: action.local?.kinetic ?? 1,
		mass2,
	};
	const model = cnfModel(config, lattice);
	const variance = priorScales(model, Math.log(mass2)).reduce(
		(sum, scale, k) =>
			sum + (model.orbits.size[k] * scale ** 2) / lattice.sites,
		0,
	);
	const fused: FusedCnfConfig = {
		...config,
		steps: chosen.steps,
		spacing,
		range: Math.max(leastRange, rangeDeviations * Math.sqrt(variance)),
	};
	let composed: ComposedCnf | null = null;
	const reference = (): ComposedCnf => {
		composed ??= new ComposedCnf(model);
		return composed;
	};
	return {
		lattice,
		layout: model.layout,
		settings: { steps: start?.steps ?? chosen.steps },
		initialise: (random) =>
			start === null
				? initialiseCnf(model, random)
				: transferCnf(start.model, start.parameters, model),
		forward: (parameters, latent, settings) =>
			reference().forward(parameters, latent, settings?.steps ?? chosen.steps),
		inverse: (parameters, fields, settings) =>
			reference().inverse(parameters, fields, settings?.steps ?? chosen.steps),
		fused: {
			module: new URL("./parts/cnf-fused.js", import.meta.url).href,
			config: fused,
			chunk,
		},
	};
}

function controlOf(chosen: EquivariantCnfOptions): StepControl {
	return {
		fewest: chosen.fewestSteps,
		most: chosen.mostSteps,
		target: chosen.stepError,
		draws: chosen.stepDraws,
	};
}

/** What an earlier training left: where a flow starts instead of the prior. */
interface Trained {
	readonly model: CnfModel;
	readonly parameters: Float32Array;
	readonly steps: number;
}

const name = "equivariant-cnf";

/** `start` continues an earlier training; `finished` receives the outcome, which is then not settled for drawing. */
function samplerOf(
	start: Trained | null,
	finished: ((trained: Trained) => void) | null,
) {
	return flowSampler<EquivariantCnfOptions>({
		name,
		label: "continuous flow, equivariant under the lattice's symmetries",
		reference: "arXiv:2207.00283",
		options,
		build: (action, chosen) => equivariantCnfFlow(action, chosen, start),
		supports: (action) =>
			action.symmetries.has("signFlip") && action.symmetries.has("translation")
				? { ok: true }
				: {
						ok: false,
						reason: `${name} is symmetric under translations and a change of sign, and the action is not`,
					},
		monitor: (_action, chosen) =>
			chosen.controlSteps ? stepMonitor(controlOf(chosen)) : undefined,
		...(finished === null ? { settle: settle } : {}),
		facts: async (flow, engine, parameters, settings, context) => {
			if (finished === null)
				return errorsOf(flow, engine, parameters, settings.steps, context);
			const model = cnfModel(
				flow.fused?.config as FusedCnfConfig,
				flow.lattice,
			);
			finished({ model, parameters, steps: settings.steps });
			return {};
		},
	});
}

function settle(
	engine: FlowEngine,
	parameters: Float32Array,
	settings: FlowSettings,
	context: Context,
	chosen: EquivariantCnfOptions,
): Promise<FlowSettings> {
	return settledSteps(
		engine,
		parameters,
		settings,
		context.random.fork("settle"),
		chosen.drawError,
		controlOf(chosen),
	);
}

/** Both measures of the error of log w as drawn: doubled steps, and the Jacobian of the map. */
async function errorsOf(
	flow: Flow,
	engine: FlowEngine,
	parameters: Float32Array,
	steps: number,
	{ random }: Context,
): Promise<Readonly<Record<string, number>>> {
	const doubling = await stepError(
		engine,
		parameters,
		steps,
		random.fork("step error"),
		0,
		256,
	);
	const exact = random.fork("density error");
	return {
		stepError: doubling,
		...(await densityError(flow, engine, parameters, steps, exact)),
	};
}

/** Trains on smaller lattices first, with the same couplings, and carries the flow over. */
class LadderSampler implements Sampler {
	readonly #options: EquivariantCnfOptions;

	constructor(chosen: EquivariantCnfOptions) {
		this.#options = chosen;
	}

	supports(action: Action): Verdict {
		const { ladder } = this.#options;
		const least = Math.min(...action.lattice.shape);
		const rising = ladder.every(
			(extent, i) => i === 0 || ladder[i - 1] < extent,
		);
		if (!rising || ladder[ladder.length - 1] >= least) {
			return {
				ok: false,
				reason: `ladder: [${ladder.join(", ")}] does not rise to extents below ${least}`,
			};
		}
		if (action.local === undefined)
			return {
				ok: false,
				reason: "ladder needs an action of nearest neighbours",
			};
		return samplerOf(null, null).create(this.#options).supports(action);
	}

	async prepare(
		action: Action,
		budget: Budget,
		context: Context,
	): Promise<Prepared> {
		const { ladder, ladderShare } = this.#options;
		const { local } = action;
		let start: Trained | null = null;
		// A checkpoint is of the last rung, the lattice itself.
		const rungs = context.resume === undefined ? ladder : [];
		for (const [i, extent] of rungs.entries()) {
			if (local === undefined) break;
			const lattice = createLattice(action.lattice.shape.map(() => extent));
			const small = scalarAction(
				action.name,
				lattice,
				action.parameters,
				local,
			);
			const share = ladderShare / rungs.length;
			const prepared = await samplerOf(start, (trained) => {
				start = trained;
			})
				.create(this.#options)
				.prepare(
					small,
					{
						seconds: budget.seconds * share * (i + 1),
						...(budget.steps === undefined
							? {}
							: { steps: Math.ceil(budget.steps * share) }),
					},
					{
						random: context.random.fork(`ladder ${extent}`),
						backend: context.backend,
						threads: context.threads,
						meter: context.meter,
						signal: context.signal,
						progress: (fraction, values) => context.progress(fraction, values),
						// Checkpoints are of the last rung: an interrupted ladder starts again.
						offer: async () => {},
					},
				);
			prepared.dispose();
		}
		return samplerOf(start, null)
			.create(this.#options)
			.prepare(action, budget, context);
	}
}

export const equivariantCnf: SamplerDefinition<EquivariantCnfOptions> = {
	...samplerOf(null, null),
	create: (chosen) =>
		chosen.ladder.length === 0
			? samplerOf(null, null).create(chosen)
			: new LadderSampler(chosen),
};
