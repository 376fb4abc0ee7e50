/**
 * Equivariant continuous flow, Gerdes, de Haan, Rainone, Bondesan, Cheng, arXiv:2207.00283: a
 * vector field of sine features and a kernel on hypercubic orbits carries a free field to the
 * target. Architecture in parts/cnf-model.ts; reference ops in parts/cnf-composed.ts; kernel in
 * parts/cnf-fused.ts; control of the integrator in parts/cnf-steps.ts.
 */
import { z } from "zod";
import type { Action } from "../actions/action.js";
import { ComposedCnf } from "./parts/cnf-composed.js";
import { densityError } from "./parts/cnf-error.js";
import type { FusedCnfConfig } from "./parts/cnf-fused.js";
import { cnfModel, initialiseCnf, priorScales } from "./parts/cnf-model.js";
import {
	type StepControl,
	settledSteps,
	stepError,
	stepMonitor,
} from "./parts/cnf-steps.js";
import type { Flow } from "./parts/flow.js";
import { flowSampler } from "./parts/flow-sampler.js";
import { trainingShape } from "./parts/train-options.js";

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
		settings: { steps: chosen.steps },
		initialise: (random) => initialiseCnf(model, random),
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

export const equivariantCnf = flowSampler<EquivariantCnfOptions>({
	name: "equivariant-cnf",
	label: "continuous flow, equivariant under the lattice's symmetries",
	reference: "arXiv:2207.00283",
	options,
	build: equivariantCnfFlow,
	supports: (action, chosen) =>
		!action.symmetries.has("signFlip") || !action.symmetries.has("translation")
			? {
					ok: false,
					reason:
						"equivariant-cnf is symmetric under translations and a change of sign, and the action is not",
				}
			: chosen.gradient === "path"
				? {
						ok: false,
						reason: "equivariant-cnf has the total gradient only",
					}
				: { ok: true },
	monitor: (_action, chosen) =>
		chosen.controlSteps ? stepMonitor(controlOf(chosen)) : undefined,
	settle: (engine, parameters, settings, context, chosen) =>
		settledSteps(
			engine,
			parameters,
			settings,
			context.random.fork("settle"),
			chosen.drawError,
			controlOf(chosen),
		),
	async facts(flow, engine, parameters, settings, context) {
		const { steps } = settings;
		const draws = 256;
		const doubling = await stepError(
			engine,
			parameters,
			steps,
			context.random.fork("step error"),
			0,
			draws,
		);
		return {
			stepError: doubling,
			...(await densityError(
				flow,
				engine,
				parameters,
				steps,
				context.random.fork("density error"),
			)),
		};
	},
});
