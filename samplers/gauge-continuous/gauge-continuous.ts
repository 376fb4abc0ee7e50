/**
 * Continuous flow of the links of a two-dimensional gauge theory from the Haar measure to the action, along
 * gradients of Wilson loops whose flux is carried over the lattice (samplers/gauge-continuous/model.ts). It
 * is equivariant under gauge transformations, translations, exchange of directions and charge conjugation.
 * Flows along gradients of Wilson loops: M. Luescher, arXiv:0907.5491; S. Bacchio et al., arXiv:2212.08469;
 * M. Gerdes et al., arXiv:2410.13161. Least squares in place of back-propagation is
 * samplers/gauge-continuous/fit.ts, the integrator samplers/gauge-continuous/reference/trajectory.ts.
 */

import type { Action, Wilson } from "../../actions/action.js";
import { createLattice } from "../../core/lattice.js";
import { no, type Verdict } from "../../core/verdict.js";
import { withHistory } from "../failed-preparation.js";
import type { FlowEngine } from "../flow/engine.js";
import { heldOut } from "../flow/training/held-out.js";
import { basesOf } from "../flow/training/options.js";
import { failureOf } from "../flow/training/outcome.js";
import { loadState, snapshot, startState } from "../flow/training/state.js";
import { train } from "../flow/training/train.js";
import type {
	Budget,
	Context,
	Prepared,
	Sampler,
	SamplerDefinition,
} from "../sampler.js";
import { gaugeEngine } from "./engine.js";
import { type Fit, fitFlow } from "./fit.js";
import { modelOf } from "./model-of.js";
import {
	type GaugeChosen,
	type GaugeContinuousOptions,
	gaugeContinuousOptions,
} from "./options.js";
import { fitOf, GaugePrepared } from "./prepared.js";
import { GaugeThreads } from "./simd/threads.js";
import { gaugeContinuousName, trained } from "./trained.js";
import { gaugeFlowOperations } from "./work.js";

export const gaugeContinuous: SamplerDefinition<GaugeContinuousOptions> = {
	name: gaugeContinuousName,
	label: "continuous flow of links along gradients of Wilson loops",
	reference: "arXiv:0907.5491, arXiv:2212.08469, arXiv:2410.13161",
	documentation: "gauge-theories.md#the-continuous-flow",
	options: gaugeContinuousOptions,
	create: (chosen) => new GaugeContinuous(chosen),
};

class GaugeContinuous implements Sampler {
	readonly #options: GaugeChosen;

	constructor(chosen: GaugeContinuousOptions) {
		this.#options = {
			...chosen,
			engine: "auto",
			gradient: "path",
			symmetrise: false,
		};
	}

	supports({ space, structure }: Action): Verdict {
		if (structure?.kind !== "wilson" || space.per !== "link")
			return no("it needs Wilson's action of links in U(1), SU(2) or SU(3)");
		if (space.lattice.dimension !== 2)
			return no(
				`it needs two directions: flux through ${space.lattice.dimension} does not come down on independent plaquettes`,
			);
		return { ok: true };
	}

	async prepare(
		action: Action,
		budget: Budget,
		context: Context,
	): Promise<Prepared> {
		const structure = action.structure as Wilson;
		const { resume, meter } = context;
		const options = this.#options;
		await meter.phase("compile");
		const model = modelOf(structure.group, action.space.lattice.shape, options);
		const { size } = action.space;
		const threads = new GaugeThreads(
			model,
			structure.beta,
			size,
			context.threads,
		);
		let engine: FlowEngine | null = null;
		let told: (() => Parameters<typeof withHistory>[1]) | undefined;
		try {
			await meter.phase("train");
			const fit =
				resume === undefined
					? await this.#fit(action, structure, context)
					: fitOf(resume, model.layout.size);
			engine = gaugeEngine(threads, fit.frame);
			const bases = basesOf(options, model.layout);
			const state =
				resume === undefined
					? startState(
							new Float32Array(model.layout.size),
							{ steps: options.steps },
							bases,
						)
					: loadState(resume, model.layout.size, bases);
			const prepared = new GaugePrepared(
				fit,
				trained,
				action,
				{
					layout: model.layout,
					operations: ({ steps }) =>
						gaugeFlowOperations(model, steps ?? options.steps),
				},
				engine,
				options,
				context,
				state,
				Number(resume?.state.drawn ?? 0),
				{
					terms: model.terms,
					fitUnexplained: fit.unexplained,
					fitUnexplainedAtEnd: fit.unexplainedAtEnd,
				},
			);
			told = () => ({
				history: prepared.history,
				facts: failureOf(state),
			});
			if (resume === undefined) await seeStart(engine, options, context, state);
			await train(
				{
					engine,
					options,
					budget,
					context,
					monitor: trained.monitor?.(action, options),
					checkpoint: () => prepared.checkpoint(),
				},
				state,
			);
			await prepared.finish(budget.draws);
			return prepared;
		} catch (error) {
			threads.dispose();
			throw withHistory(error, told?.(), context.signal);
		}
	}

	/** On a lattice of at most `fitExtent` sites in each direction. */
	async #fit(
		{ space }: Action,
		{ group, beta }: Wilson,
		{ random, threads, signal }: Context,
	): Promise<Fit> {
		const options = this.#options;
		const { lattice, size } = space;
		const shape = lattice.shape.map((extent) =>
			Math.min(extent, options.fitExtent),
		);
		const { sites } = createLattice(shape);
		const small = new GaugeThreads(
			modelOf(group, shape, options),
			beta,
			(size / lattice.sites) * sites,
			threads,
		);
		try {
			const { fitDraws, fitSteps } = options;
			return await fitFlow(
				small,
				random.fork("fit"),
				fitDraws,
				fitSteps,
				signal,
			);
		} finally {
			small.dispose();
		}
	}
}

/** The fit is a state like those that looks see: training must not end with less. */
async function seeStart(
	engine: FlowEngine,
	{ evaluationDraws }: GaugeChosen,
	{ random, meter }: Context,
	state: ReturnType<typeof startState>,
): Promise<void> {
	const { adam, settings } = state;
	const parameters = Float32Array.from(adam.parameters);
	const seen = await heldOut(
		{ engine, parameters, settings },
		[{}],
		random.fork("evaluate"),
		evaluationDraws,
		meter,
	);
	if (!Number.isFinite(seen.loss)) return;
	state.leastLoss = seen.loss;
	state.best = { ...snapshot(state), ...seen, step: 0 };
}
