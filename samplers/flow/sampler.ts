/**
 * Makes a sampler of a flow. Training is its preparation, and weighted draws are its ensemble. An
 * architecture gives its options and builds its `Flow`; everything else is shared.
 */

import type { Action } from "../../actions/action.js";
import { describeSpace, isRealScalar } from "../../core/field-space.js";
import type { Verdict } from "../../core/verdict.js";
import { withHistory } from "../failed-preparation.js";
import type {
	Budget,
	Context,
	Prepared,
	Sampler,
	SamplerDefinition,
} from "../sampler.js";
import { chooseEngine, engineSupports, slowEngine } from "./choose-engine.js";
import type { FlowDefinition } from "./definition.js";
import type { FlowEngine } from "./engine.js";
import type { Flow } from "./flow.js";
import { PreparedFlow } from "./prepared.js";
import { symmetrised } from "./symmetry.js";
import type { TrainingOptions } from "./training/options.js";
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
		create: (chosen) => new FlowSampler(definition, chosen),
		flow: definition,
	};
}

class FlowSampler<O extends TrainingOptions> implements Sampler {
	constructor(
		private readonly definition: FlowDefinition<O>,
		private readonly options: O,
	) {}

	supports(action: Action): Verdict {
		if (this.definition.links !== true && !isRealScalar(action.space))
			return no(
				`${this.definition.name} treats one real number per site, and this action has ${describeSpace(action.space)}`,
			);
		if (
			this.options.symmetrise === true &&
			!action.symmetries.has("signFlip")
		) {
			return no("symmetrise needs an action that is even in the field");
		}
		const verdict = this.definition.supports?.(action, this.options);
		if (verdict?.ok === false) return verdict;
		const flow = this.definition.build(action, this.options);
		return engineSupports(this.options.engine, flow, action);
	}

	async prepare(
		action: Action,
		budget: Budget,
		context: Context,
	): Promise<Prepared> {
		await context.meter.phase("compile");
		const flow = this.definition.build(action, this.options);
		const engine = await this.engine(flow, action, context);
		const { resume } = context;
		const state =
			resume === undefined
				? startState(
						flow.initialise(context.random.fork("initialise")),
						flow.settings ?? {},
					)
				: loadState(resume, flow.layout.size);
		const drawn = Number(resume?.state.drawn ?? 0);
		const slow = slowEngine(this.options.engine, engine.kind, flow, action);
		const prepared = new PreparedFlow(
			this.definition,
			action,
			flow,
			engine,
			this.options,
			context,
			state,
			drawn,
			slow === undefined ? {} : { fusedKernel: slow },
		);
		try {
			await warmUp(
				engine,
				Float32Array.from(state.adam.parameters),
				this.options.batch,
				{ settings: state.settings, estimator: this.options.gradient },
				context,
			);
			await context.meter.phase("train");
			await train(
				{
					engine,
					options: this.options,
					budget,
					context,
					monitor: this.definition.monitor?.(action, this.options),
					targets: this.definition.targets?.(this.options),
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
	}

	private async engine(
		flow: Flow,
		action: Action,
		context: Context,
	): Promise<FlowEngine> {
		const { engine, symmetrise } = this.options;
		const plain = await chooseEngine(engine, flow, action, context);
		const useful =
			action.symmetries.has("signFlip") &&
			this.definition.even?.(action, this.options) !== true;
		return symmetrise === true || (symmetrise === "auto" && useful)
			? symmetrised(plain)
			: plain;
	}
}

function no(reason: string): Verdict {
	return { ok: false, reason };
}
