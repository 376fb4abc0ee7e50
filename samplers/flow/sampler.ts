/**
 * Makes a sampler of a flow. Training is its preparation, and weighted draws are its ensemble. An
 * architecture gives its options and builds its `Flow`; everything else is shared.
 */

import type { Action } from "../../actions/action.js";
import { describeSpace, isRealScalar } from "../../core/field-space.js";
import { no } from "../../core/verdict.js";
import { withHistory } from "../failed-preparation.js";
import type { Context, Sampler, SamplerDefinition } from "../sampler.js";
import { chooseEngine, engineSupports, slowEngine } from "./choose-engine.js";
import type { FlowDefinition } from "./definition.js";
import type { FlowEngine } from "./engine.js";
import type { Flow } from "./flow.js";
import { PreparedFlow } from "./prepared.js";
import { symmetrised } from "./symmetry.js";
import { basesOf, type TrainingOptions } from "./training/options.js";
import { failureOf } from "./training/outcome.js";
import { loadState, startState } from "./training/state.js";
import { train } from "./training/train.js";
import { warmUp } from "./warm-up.js";

/** A sampler made of a flow, with the architecture for samplers that use the flow otherwise. */
export interface FlowSamplerDefinition<O extends TrainingOptions>
	extends SamplerDefinition<O> {
	readonly flow: FlowDefinition<O>;
}

export function flowSampler<O extends TrainingOptions>(
	definition: FlowDefinition<O>,
): FlowSamplerDefinition<O> {
	const { name, label, reference, documentation, options, serves } = definition;
	return {
		...(serves === undefined ? {} : { serves }),
		name,
		label,
		reference,
		...(documentation === undefined ? {} : { documentation }),
		options,
		create: (chosen) => samplerOf(definition, chosen),
		flow: definition,
	};
}

function samplerOf<O extends TrainingOptions>(
	definition: FlowDefinition<O>,
	options: O,
): Sampler {
	async function engineFor(
		flow: Flow,
		action: Action,
		context: Context,
	): Promise<FlowEngine> {
		const { engine, symmetrise } = options;
		const plain = await chooseEngine(engine, flow, action, context);
		const useful =
			action.symmetries.has("signFlip") &&
			definition.even?.(action, options) !== true;
		return symmetrise === true || (symmetrise === "auto" && useful)
			? symmetrised(plain)
			: plain;
	}

	return {
		supports(action) {
			if (definition.links !== true && !isRealScalar(action.space))
				return no(
					`${definition.name} treats one real number per site, and this action has ${describeSpace(action.space)}`,
				);
			if (options.symmetrise === true && !action.symmetries.has("signFlip")) {
				return no("symmetrise needs an action that is even in the field");
			}
			const verdict = definition.supports?.(action, options);
			if (verdict?.ok === false) return verdict;
			const flow = definition.build(action, options);
			return engineSupports(options.engine, flow, action);
		},
		async prepare(action, budget, context) {
			await context.meter.phase("compile");
			const flow = definition.build(action, options);
			const engine = await engineFor(flow, action, context);
			const { resume } = context;
			const bases = basesOf(options, flow.layout);
			const state =
				resume === undefined
					? startState(
							flow.initialise(context.random.fork("initialise")),
							flow.settings ?? {},
							bases,
						)
					: loadState(resume, flow.layout.size, bases);
			const drawn = Number(resume?.state.drawn ?? 0);
			const slow = slowEngine(options.engine, engine.kind, flow, action);
			const prepared = new PreparedFlow(
				definition,
				action,
				flow,
				engine,
				options,
				context,
				state,
				drawn,
				slow === undefined ? {} : { fusedKernel: slow },
			);
			try {
				await warmUp(
					engine,
					Float32Array.from(state.adam.parameters),
					options.batch,
					{ settings: state.settings, estimator: options.gradient },
					context,
				);
				await context.meter.phase("train");
				await train(
					{
						engine,
						options,
						budget,
						context,
						monitor: definition.monitor?.(action, options),
						targets: definition.targets?.(options),
						continued: flow.continued === true,
						checkpoint: () => prepared.checkpoint(),
					},
					state,
				);
				await prepared.finish(budget.draws);
			} catch (error) {
				prepared.dispose();
				const told = { history: prepared.history, facts: failureOf(state) };
				throw withHistory(error, told, context.signal);
			}
			return prepared;
		},
	};
}
