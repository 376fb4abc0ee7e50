/** The flow of flow-hmc: trained as its own sampler would train it, or read from a checkpoint. */

import type { Action } from "../../actions/action.js";
import { trainingFactsOf } from "../../core/training.js";
import { no, type Verdict } from "../../core/verdict.js";
import { arrayOf } from "../checkpoint.js";
import { neuralSpline } from "../coupling/neural-spline.js";
import { realnvp } from "../coupling/realnvp.js";
import type { Flow, FlowSettings } from "../flow/flow.js";
import type { FlowSamplerDefinition } from "../flow/sampler.js";
import { canFuse } from "../flow/simd/engine.js";
import type { TrainingOptions } from "../flow/training/options.js";
import { drawnParameters, loadState } from "../flow/training/state.js";
import type { Budget, Checkpoint, Context, Prepared } from "../sampler.js";
import type { FlowHmcOptions } from "./options.js";

type Facts = Prepared["facts"];

export interface TrainedFlow {
	readonly flow: Flow;
	readonly parameters: Float32Array;
	readonly settings: FlowSettings;
}

export interface Training {
	readonly trained: TrainedFlow;
	readonly facts: Facts;
}

/** One architecture with the user's options for it. */
interface Architecture {
	supports(action: Action): Verdict;
	build(action: Action): Flow;
	train(action: Action, budget: Budget, context: Context): Promise<Prepared>;
	/** Decay of the average of the weights. */
	readonly average: number;
}

function architecture<O extends TrainingOptions>(
	definition: FlowSamplerDefinition<O>,
	given: Readonly<Record<string, unknown>>,
): Architecture {
	// The mixture with its mirror image has no single map from the latent space.
	const options = definition.options.parse({ ...given, symmetrise: false });
	const sampler = definition.create(options);
	return {
		supports: (action) => sampler.supports(action),
		build: (action) => definition.flow.build(action, options),
		train: (action, budget, context) =>
			sampler.prepare(action, budget, context),
		average: options.average,
	};
}

function chosen({ flow, flowOptions }: FlowHmcOptions): Architecture {
	return flow === "realnvp"
		? architecture(realnvp, flowOptions)
		: architecture(neuralSpline, flowOptions);
}

export function flowSupports(action: Action, options: FlowHmcOptions): Verdict {
	const { supports, build } = chosen(options);
	const verdict = supports(action);
	if (!verdict.ok) return verdict;
	if (options.engine === "fused" && !canFuse(build(action), action))
		return no(
			"engine: fused needs an action of nearest neighbours and a polynomial of degree 4 at most",
		);
	return verdict;
}

/** Trains the flow within its share of the budget. */
export async function trainFlow(
	action: Action,
	options: FlowHmcOptions,
	budget: Budget,
	context: Context,
): Promise<Training> {
	const { average, build, train } = chosen(options);
	const flow = build(action);
	const { resume: _, ...rest } = context;
	const prepared = await train(
		action,
		{ ...budget, seconds: options.trainingShare * budget.seconds },
		{ ...rest, random: context.random.fork("flow"), offer: async () => {} },
	);
	const { best } = loadState(await prepared.checkpoint(), flow.layout.size);
	const { parameters: count = 0, heldOutEss = 0 } = prepared.facts;
	const training = trainingFactsOf(prepared.facts);
	prepared.dispose();
	return {
		trained: {
			flow,
			parameters: Float32Array.from(drawnParameters(best, average)),
			settings: best.settings,
		},
		facts: {
			flow: options.flow,
			parameters: count,
			flowEss: heldOutEss,
			...training,
		},
	};
}

/** The flow in a checkpoint of flow-hmc. */
export function flowOf(
	action: Action,
	options: FlowHmcOptions,
	checkpoint: Checkpoint,
): Training {
	const { state } = checkpoint;
	return {
		trained: {
			flow: chosen(options).build(action),
			parameters: Float32Array.from(arrayOf(checkpoint, "parameters")),
			settings: state.settings as FlowSettings,
		},
		facts: state.flowFacts as Facts,
	};
}

/** A checkpoint of the chains, with the flow. */
export function withFlow(
	{ trained, facts }: Training,
	checkpoint: Checkpoint,
): Checkpoint {
	const { settings, parameters } = trained;
	return {
		...checkpoint,
		state: { ...checkpoint.state, settings, flowFacts: facts },
		arrays: { ...checkpoint.arrays, parameters },
	};
}
