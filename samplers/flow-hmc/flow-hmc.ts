/**
 * Hamiltonian Monte Carlo in the latent space of a trained flow, the trivialising map of a field theory
 * (M. Luescher, Commun. Math. Phys. 293 (2010) 899, arXiv:0907.5491; learned maps: S. Foreman et al.,
 * arXiv:2112.01586). The flow is trained as its own sampler would, then trajectories run on the target
 * pulled back by it. The accept step makes the chain exact for any flow, so a flow whose weights would
 * be poor can still make the modes of the target more alike.
 */

import { fillNormal } from "../../core/random.js";
import { prepareChains } from "../chain/method.js";
import { publishedFlow } from "../flow/published.js";
import { hmcMethod } from "../hmc/method.js";
import { hmcOptionsSchema } from "../hmc/options.js";
import { HmcRun } from "../hmc/run.js";
import { tuneStepSize } from "../hmc/tune.js";
import type { SamplerDefinition } from "../sampler.js";
import { latentEngine } from "./engine.js";
import { type FlowHmcOptions, flowHmcOptionsSchema } from "./options.js";
import { flowOf, flowSupports, trainFlow, withFlow } from "./trained.js";
import { latentWork } from "./work.js";

export const flowHmc: SamplerDefinition<FlowHmcOptions> = {
	name: "flow-hmc",
	label: "HMC in the latent space of a trained flow",
	reference: "arXiv:0907.5491",
	documentation: "classical-samplers.md#trajectories",
	options: flowHmcOptionsSchema,
	create: (options) => ({
		supports: (action) => flowSupports(action, options),
		async prepare(action, budget, context) {
			const { resume, random } = context;
			const training =
				resume === undefined
					? await trainFlow(action, options, budget, context)
					: flowOf(action, options, resume);
			const { trained } = training;
			const { chains, integrator, trajectory, jitter, stepSize } = options;
			const { targetAcceptance, thermalise, storeEvery } = options;
			const engine = latentEngine(action, options, trained, context);
			const run = new HmcRun(
				action,
				engine,
				hmcOptionsSchema.parse({
					chains,
					integrator,
					trajectory,
					jitter,
					stepSize,
					targetAcceptance,
					thermalise,
					storeEvery,
					start: "hot",
				}),
				context,
			);
			const method = hmcMethod(run, context, undefined, latentWork(trained));
			const prepared = await prepareChains(
				{
					...method,
					name: "flow-hmc",
					// Draws of the flow itself: standard normals in its latent space.
					startFields: () =>
						fillNormal(
							random.fork("start"),
							new Float64Array(chains * action.space.size),
						),
					async tune(state) {
						run.length = trajectory;
						run.stepSize = stepSize === "auto" ? firstStep : stepSize;
						if (stepSize !== "auto") return;
						const left = () => budget.seconds - context.meter.seconds;
						await tuneStepSize(run, updates, 4, left, state.tuneRows);
					},
					facts: (state) => ({ ...training.facts, ...method.facts(state) }),
				},
				budget,
				{
					...context,
					offer: (make) =>
						context.offer(async () => withFlow(training, await make())),
				},
			);
			return {
				...prepared,
				model: () =>
					publishedFlow(
						"flow-hmc",
						action,
						trained.flow,
						trained.parameters,
						trained.settings,
					),
				checkpoint: async () => withFlow(training, await prepared.checkpoint()),
			};
		},
	}),
};

/** Updates that tune the step size, and where they start. */
const updates = 40;
const firstStep = 0.3;
