/**
 * Stochastic normalizing flows: coupling layers alternate with Monte Carlo moves towards intermediate actions
 * (H. Wu, J. Koehler, F. Noe, arXiv:2002.06707; on the lattice M. Caselle, E. Cellini, A. Nada, M. Panero,
 * arXiv:2201.08862; A. Bulgarelli, E. Cellini, A. Nada, arXiv:2412.00200). Without layers they are Jarzynski's
 * non-equilibrium simulations, that is annealed importance sampling (samplers/smc/smc.ts), whose path of
 * actions and moves are used here; without moves they are a flow. The weights are those of paths
 * (samplers/stochastic-flow/process.ts), so there is no log q of given fields.
 */
import type { Action } from "../../actions/action.js";
import type { Verdict } from "../../core/verdict.js";
import { ownCheckpoint } from "../checkpoint.js";
import { supportsCoupling } from "../coupling/options.js";
import { withHistory } from "../failed-preparation.js";
import {
	chooseEngine,
	engineSupports,
	slowEngine,
} from "../flow/choose-engine.js";
import type { FlowEngine } from "../flow/engine.js";
import { basesOf } from "../flow/training/options.js";
import { failureOf } from "../flow/training/outcome.js";
import { loadState, startState } from "../flow/training/state.js";
import { train } from "../flow/training/train.js";
import type {
	Budget,
	Context,
	Prepared,
	Sampler,
	SamplerDefinition,
} from "../sampler.js";
import { smcOptionsSchema } from "../smc/options.js";
import { AnnealingPath } from "../smc/path.js";
import { type Schedule, SmcRun } from "../smc/run.js";
import { pilot, scheduleOf } from "../smc/schedule.js";
import { pathSupports } from "../smc/supports.js";
import { pathOperations } from "../smc/work.js";
import {
	type StochasticChosen,
	type StochasticFlowOptions,
	stochasticFlowOptions,
} from "./options.js";
import { PreparedProcess, type Tuned, tunedOf } from "./prepared.js";
import { processEngine } from "./process.js";
import {
	initialiseAll,
	layerOperations,
	stagesFlow,
	stagesOf,
	wholeLayout,
} from "./stages.js";

const name = "stochastic-flow";

export const stochasticFlow: SamplerDefinition<StochasticFlowOptions> = {
	name,
	label: "coupling layers alternating with HMC moves",
	reference: "arXiv:2201.08862, arXiv:2412.00200",
	documentation: "classical-samplers.md#weighted-draws",
	options: stochasticFlowOptions,
	create: (options) => new StochasticFlow({ ...options, symmetrise: false }),
};

class StochasticFlow implements Sampler {
	readonly #options: StochasticChosen;

	constructor(options: StochasticChosen) {
		this.#options = options;
	}

	supports(action: Action): Verdict {
		const verdict = pathSupports(name, action);
		if (!verdict.ok) return verdict;
		const layers = supportsCoupling(action, this.#options);
		if (!layers.ok) return layers;
		const path = new AnnealingPath(action);
		const flow = stagesFlow(
			action,
			stagesOf(path, Float64Array.of(1), this.#options),
		);
		const engine = engineSupports(this.#options.engine, flow, action);
		return engine.ok && engine.note === undefined ? verdict : engine;
	}

	async prepare(
		action: Action,
		budget: Budget,
		context: Context,
	): Promise<Prepared> {
		const { resume, meter, random } = context;
		const options = this.#options;
		if (resume !== undefined) ownCheckpoint(resume, name);
		await meter.phase("compile");
		const run = new SmcRun(action, pathOptions(options), context);
		let engine: FlowEngine | undefined;
		let told: (() => Parameters<typeof withHistory>[1]) | undefined;
		try {
			await run.moves.engine.run([]);
			await meter.phase("tune");
			const tuned =
				resume === undefined
					? await this.#tune(run, budget, context)
					: tunedOf(resume);
			const { temperatures } = tuned.schedule;
			const stages = stagesOf(run.path, temperatures, options);
			const flow = stagesFlow(action, stages);
			const layers = await chooseEngine(options.engine, flow, action, context);
			engine = processEngine(
				layers,
				flow.layout.size,
				run,
				tuned.schedule,
				options.moves,
				context,
			);
			const layout = wholeLayout(flow, stages.length);
			const start = random.fork("initialise");
			const bases = basesOf(options, layout);
			const state =
				resume === undefined
					? startState(initialiseAll(flow, stages.length, start), {}, bases)
					: loadState(resume, layout.size, bases);
			const gradients = gradientsOf(run, tuned.schedule, options.moves);
			const slow = slowEngine(options.engine, engine.kind, flow, action);
			const prepared = new PreparedProcess(
				tuned,
				{ name },
				action,
				{
					layout,
					operations: () =>
						layerOperations(flow, stages) +
						pathOperations(action, stages.length, gradients),
				},
				engine,
				options,
				context,
				state,
				Number(resume?.state.drawn ?? 0),
				{
					...(slow === undefined ? {} : { fusedKernel: slow }),
					movesEngine: run.moves.engine.name,
					stages: stages.length,
					gradientsPerDraw: gradients,
					trajectoryLength: run.moves.length,
					freeMass2: run.path.mass2,
				},
			);
			told = () => ({ history: prepared.history, facts: failureOf(state) });
			await meter.phase("train");
			// Without layers there is nothing to train.
			if (layout.size === 0) state.status = "complete";
			else
				await train(
					{
						engine,
						options,
						budget,
						context,
						checkpoint: () => prepared.checkpoint(),
					},
					state,
				);
			await prepared.finish(budget.draws);
			return prepared;
		} catch (error) {
			if (engine === undefined) run.dispose();
			else engine.dispose();
			throw withHistory(error, told?.(), context.signal);
		}
	}

	/** Places the stages evenly in the scatter of the log weights without layers, with a step size for each. */
	async #tune(run: SmcRun, budget: Budget, context: Context): Promise<Tuned> {
		const { stages } = this.#options;
		const seconds = tuneShare * budget.seconds;
		const rows = await pilot(run, { ...budget, seconds }, context);
		return { rows, schedule: scheduleOf(rows, stages) };
	}
}

/** Part of the seconds for the pilot run. */
const tuneShare = 0.2;

/** The pilot moves its particles also where the stages do not. */
function pathOptions(options: StochasticChosen) {
	const { stages, moves, trajectory, targetAcceptance, batch } = options;
	return smcOptionsSchema.parse({
		temperatures: stages,
		moves: Math.max(1, moves),
		trajectory,
		targetAcceptance,
		particles: batch,
	});
}

/** Gradients of the moves of one draw. */
function gradientsOf(
	{ moves }: SmcRun,
	{ stepSizes }: Schedule,
	count: number,
): number {
	let sum = 0;
	for (const stepSize of stepSizes) {
		moves.stepSize = stepSize;
		sum += count * moves.meanGradients;
	}
	return sum;
}
