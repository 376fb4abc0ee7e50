/**
 * Makes a sampler of a flow: training as its preparation, weighted draws as its ensemble. An
 * architecture gives its options and builds its `Flow`; all the rest is shared.
 */
import type { ZodType } from "zod";
import type { Action } from "../../../actions/action.js";
import type { Ensemble } from "../../../core/ensemble.js";
import type {
	Budget,
	Checkpoint,
	Context,
	Prepared,
	Sampler,
	SamplerDefinition,
	Verdict,
} from "../../sampler.js";
import { chooseEngine, engineSupports } from "./choose-engine.js";
import { type FlowEngine, logWeightsOf } from "./engine.js";
import type { Flow, FlowSettings } from "./flow.js";
import { inverseError } from "./inverse.js";
import { symmetrised } from "./symmetry.js";
import { type TrainingMonitor, type TrainingTargets, train } from "./train.js";
import type { TrainingOptions } from "./train-options.js";
import {
	drawnParameters,
	loadState,
	saveState,
	startState,
	type TrainState,
} from "./train-state.js";
import { warmUp } from "./warm-up.js";

export interface FlowDefinition<O extends TrainingOptions> {
	readonly name: string;
	readonly label: string;
	readonly reference: string;
	readonly options: ZodType<O>;
	/** What the architecture itself cannot treat; fields on a circle are refused before. */
	supports?(action: Action, options: O): Verdict;
	/** Whether q(phi) = q(-phi) by construction: there is nothing to symmetrise then. */
	even?(action: Action, options: O): boolean;
	build(action: Action, options: O): Flow;
	/** A look of the flow's own at its training. */
	monitor?(action: Action, options: O): TrainingMonitor | undefined;
	/** Parameters of the action that one training covers. */
	serves?(options: O): readonly string[];
	/** Where one flow is trained for several targets. */
	targets?(options: O): TrainingTargets | undefined;
	/** Settings to draw with, chosen after training. Throws where none will do. */
	settle?(
		engine: FlowEngine,
		parameters: Float32Array,
		settings: FlowSettings,
		context: Context,
		options: O,
		action: Action,
	): Promise<FlowSettings>;
	/** Further numbers for the record, after training. */
	facts?(
		flow: Flow,
		engine: FlowEngine,
		parameters: Float32Array,
		settings: FlowSettings,
		context: Context,
		options: O,
	): Promise<Readonly<Record<string, number | string>>>;
}

export function flowSampler<O extends TrainingOptions>(
	definition: FlowDefinition<O>,
): SamplerDefinition<O> {
	const { name, label, reference, options, serves } = definition;
	return {
		...(serves === undefined ? {} : { serves }),
		name,
		label,
		reference,
		options,
		create: (chosen) => new FlowSampler(definition, chosen),
	};
}

class FlowSampler<O extends TrainingOptions> implements Sampler {
	readonly #definition: FlowDefinition<O>;
	readonly #options: O;

	constructor(definition: FlowDefinition<O>, options: O) {
		this.#definition = definition;
		this.#options = options;
	}

	supports(action: Action): Verdict {
		if (action.domain !== "line")
			return no(`${this.#definition.name} treats fields on the real line`);
		if (
			this.#options.symmetrise === true &&
			!action.symmetries.has("signFlip")
		) {
			return no("symmetrise needs an action that is even in the field");
		}
		const verdict = this.#definition.supports?.(action, this.#options);
		if (verdict?.ok === false) return verdict;
		const flow = this.#definition.build(action, this.#options);
		return engineSupports(this.#options.engine, flow, action);
	}

	async prepare(
		action: Action,
		budget: Budget,
		context: Context,
	): Promise<Prepared> {
		await context.meter.phase("compile");
		const flow = this.#definition.build(action, this.#options);
		const engine = await this.#engine(flow, action, context);
		const { resume } = context;
		const state =
			resume === undefined
				? startState(
						flow.initialise(context.random.fork("initialise")),
						flow.settings ?? {},
					)
				: loadState(resume, flow.layout.size);
		const drawn = Number(resume?.state.drawn ?? 0);
		const prepared = new PreparedFlow(
			this.#definition,
			action,
			flow,
			engine,
			this.#options,
			context,
			state,
			drawn,
		);
		try {
			await warmUp(
				engine,
				Float32Array.from(state.adam.parameters),
				this.#options.batch,
				{ settings: state.settings, estimator: this.#options.gradient },
				context,
			);
			await context.meter.phase("train");
			await train(
				{
					engine,
					options: this.#options,
					budget,
					context,
					monitor: this.#definition.monitor?.(action, this.#options),
					targets: this.#definition.targets?.(this.#options),
					checkpoint: () => prepared.checkpoint(),
				},
				state,
			);
			await prepared.finish();
		} catch (error) {
			prepared.dispose();
			throw error;
		}
		return prepared;
	}

	async #engine(
		flow: Flow,
		action: Action,
		context: Context,
	): Promise<FlowEngine> {
		const { engine, symmetrise } = this.#options;
		const plain = await chooseEngine(engine, flow, action, context);
		const useful =
			action.symmetries.has("signFlip") &&
			this.#definition.even?.(action, this.#options) !== true;
		return symmetrise === true || (symmetrise === "auto" && useful)
			? symmetrised(plain)
			: plain;
	}
}

/** Error of log q through the inverse up to which the inverse is of use. */
const largestInverseError = 0.05;

class PreparedFlow<O extends TrainingOptions> implements Prepared {
	facts: Readonly<Record<string, number | string>> = {};
	logDensity?: (fields: Float32Array | Float64Array) => Promise<Float64Array>;
	readonly #definition: FlowDefinition<O>;
	readonly #action: Action;
	readonly #flow: Flow;
	readonly #engine: FlowEngine;
	readonly #options: O;
	readonly #context: Context;
	readonly #state: TrainState;
	/** Samples handed out so far: the number of the next one. */
	#drawn: number;
	#parameters = new Float32Array(0);
	#settings: FlowSettings = {};

	constructor(
		definition: FlowDefinition<O>,
		action: Action,
		flow: Flow,
		engine: FlowEngine,
		options: O,
		context: Context,
		state: TrainState,
		drawn: number,
	) {
		this.#definition = definition;
		this.#action = action;
		this.#flow = flow;
		this.#engine = engine;
		this.#options = options;
		this.#context = context;
		this.#state = state;
		this.#drawn = drawn;
	}

	get history() {
		return [this.#state.curve.history()];
	}

	/** After training: fixes the weights to draw from. */
	async finish(): Promise<void> {
		const state = this.#state;
		const best = this.#options.patience > 0 && state.bestEss > 0;
		this.#parameters = Float32Array.from(
			best ? state.best : drawnParameters(state, this.#options.average),
		);
		const trained = best ? state.bestSettings : state.settings;
		this.#settings =
			(await this.#definition.settle?.(
				this.#engine,
				this.#parameters,
				trained,
				this.#context,
				this.#options,
				this.#action,
			)) ?? trained;
		const error = await inverseError(
			this.#engine,
			this.#parameters,
			this.#settings,
			this.#context.random.fork("inverse"),
		);
		if (error <= largestInverseError)
			this.logDensity = async (fields) => {
				const image = await this.#engine.density(
					this.#parameters,
					Float32Array.from(fields),
					{ settings: this.#settings },
				);
				return image.logDensity;
			};
		this.facts = {
			engine: this.#engine.kind,
			parameters: this.#flow.layout.size,
			steps: state.step,
			training: state.status,
			divergences: state.divergences,
			heldOutEss: best ? state.bestEss : state.heldOutEss,
			// Not finite where the inverse overflows; then there is no number to give.
			...(Number.isFinite(error) ? { inverseError: error } : {}),
			...this.#settings,
			...(await this.#definition.facts?.(
				this.#flow,
				this.#engine,
				this.#parameters,
				this.#settings,
				this.#context,
				this.#options,
			)),
		};
	}

	async draw(count: number): Promise<Ensemble> {
		const { fields, logDensity, action } = await this.#engine.sample(
			this.#parameters,
			this.#context.random.fork("draw"),
			this.#drawn,
			count,
			{ settings: this.#settings },
		);
		this.#drawn += count;
		this.#context.meter.count({ action: count });
		return {
			lattice: this.#flow.lattice,
			count,
			fields,
			action,
			structure: {
				kind: "weighted",
				logWeights: logWeightsOf(logDensity, action),
			},
		};
	}

	async checkpoint(): Promise<Checkpoint> {
		const { prepared, state, arrays } = saveState(this.#state);
		return {
			sampler: this.#definition.name,
			prepared,
			state: { ...state, drawn: this.#drawn },
			arrays,
		};
	}

	dispose(): void {
		this.#engine.dispose();
	}
}

function no(reason: string): Verdict {
	return { ok: false, reason };
}
