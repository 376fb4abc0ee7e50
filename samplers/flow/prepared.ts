/**
 * A flow during training and drawing. It fixes its weights after training, hands out weighted draws
 * and saves itself.
 */
import type { Action } from "../../actions/action.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { LogDensityError } from "../../core/log-density-error.js";
import type { TrainingFacts } from "../../core/training.js";
import type {
	Checkpoint,
	Context,
	Prepared,
	PublishedModel,
} from "../sampler.js";
import { operationsFact } from "../work.js";
import { declared } from "./declared-error.js";
import type { TrainedDefinition } from "./definition.js";
import { type FlowEngine, logWeightsOf } from "./engine.js";
import type { FlowSettings, FlowShape } from "./flow.js";
import { inverseErrors } from "./inverse.js";
import { latentNormals } from "./latent.js";
import { publishedFlow } from "./published.js";
import { heldOut } from "./training/held-out.js";
import type { TrainingOptions } from "./training/options.js";
import { lateGain, outcomeOf, reasonOf } from "./training/outcome.js";
import {
	drawnParameters,
	saveState,
	type TrainState,
} from "./training/state.js";

/** An inverse is of use if its error of log q is at most this. */
const largestInverseError = 0.05;

export class PreparedFlow<O extends TrainingOptions, F extends FlowShape>
	implements Prepared
{
	facts: Readonly<Record<string, number | string>> = {};
	logDensityError?: LogDensityError;
	logDensity?: (fields: Float32Array | Float64Array) => Promise<Float64Array>;
	private parameters = new Float32Array(0);
	private settings: FlowSettings = {};

	constructor(
		private readonly definition: TrainedDefinition<O, F>,
		private readonly action: Action,
		private readonly flow: F,
		private readonly engine: FlowEngine,
		private readonly options: O,
		private readonly context: Context,
		private readonly state: TrainState,
		/** Number of samples handed out so far, which is the number of the next one. */
		private drawn: number,
		private readonly trainingRemarks: Readonly<
			Record<string, number | string>
		> = {},
	) {}

	get history() {
		return [this.state.curve.history()];
	}

	/**
	 * Ends training: fixes the weights to draw from, those of the best look, and measures them on draws
	 * that had no part in the choice.
	 * @param draws how many will be drawn, where that is known
	 * @throws Error if training has left nothing to draw from
	 */
	async finish(draws?: number): Promise<void> {
		const state = this.state;
		const { best } = state;
		const training = outcomeOf(state, this.options);
		this.parameters = Float32Array.from(
			drawnParameters(best, this.options.average),
		);
		const trained = best.settings;
		const { definition, flow, engine, options, context, parameters } = this;
		const settled = await definition.settle?.(
			flow,
			{ engine, parameters, settings: trained },
			context,
			options,
			this.action,
			draws,
		);
		this.settings = settled?.settings ?? trained;
		const drawn = { engine, parameters, settings: this.settings };
		const { random } = context;
		const inverse = await inverseErrors(drawn, random.fork("inverse"));
		const error = Math.hypot(...inverse) / Math.sqrt(inverse.length);
		if (settled !== undefined)
			this.logDensityError = declared(settled, inverse);
		if (error <= largestInverseError)
			this.logDensity = async (fields) => {
				const image = await this.engine.density(
					this.parameters,
					Float32Array.from(fields),
					{ settings: this.settings },
				);
				return image.logDensity;
			};
		const { ess } = await heldOut(
			drawn,
			[{}],
			random.fork("hand over"),
			options.evaluationDraws,
			context.meter,
		);
		const late = lateGain(state);
		const operations = this.flow.operations?.(this.settings);
		const facts: TrainingFacts = {
			training,
			trainingReason: reasonOf(training, state, options),
			trainingSteps: state.step,
			bestStep: best.step,
			divergences: state.divergences,
			heldOutEss: ess,
			bestLookEss: best.ess,
			...(late === undefined ? {} : { lateGain: late }),
		};
		this.facts = {
			engine: this.engine.kind,
			...this.trainingRemarks,
			parameters: this.flow.layout.size,
			...operationsFact(
				operations === undefined
					? undefined
					: operations * (engine.passes ?? 1),
			),
			...facts,
			// The error is not finite if the inverse overflows. Then there is no number to report.
			...(Number.isFinite(error) ? { inverseError: error } : {}),
			...this.settings,
			...settled?.facts,
			...(await definition.facts?.(flow, drawn, context, options)),
		};
	}

	async path(): Promise<readonly Float32Array[] | undefined> {
		const { path, architecture } = this.flow;
		if (path === undefined) return undefined;
		const values =
			architecture?.parametersAt?.(this.parameters, this.settings).values ??
			this.parameters;
		const latent = new Float32Array(this.engine.reals);
		const { key } = this.context.random.fork("path");
		latentNormals(key, 0, 1, latent.length, latent);
		return path(values, latent, this.settings);
	}

	async draw(count: number): Promise<Ensemble> {
		const { fields, logDensity, action } = await this.engine.sample(
			this.parameters,
			this.context.random.fork("draw"),
			this.drawn,
			count,
			{ settings: this.settings },
		);
		this.drawn += count;
		this.context.meter.count({ action: count });
		return {
			space: this.action.space,
			count,
			fields,
			action,
			structure: {
				kind: "weighted",
				logWeights: logWeightsOf(logDensity, action),
			},
		};
	}

	model(): PublishedModel | undefined {
		return publishedFlow(
			this.definition.name,
			this.action,
			this.flow,
			this.parameters,
			this.settings,
		);
	}

	async checkpoint(): Promise<Checkpoint> {
		const { prepared, state, arrays } = saveState(this.state);
		return {
			sampler: this.definition.name,
			prepared,
			state: { ...state, drawn: this.drawn },
			arrays,
		};
	}

	dispose(): void {
		this.engine.dispose();
	}
}
