/**
 * From a method of Markov chains to a prepared sampler: start, tune, thermalise, draw, with a
 * checkpoint at every stage. A method states what is its own:
 *
 *   const method: ChainMethod<MyState> = {
 *     name: "mine",
 *     unit: "sweep",
 *     run, // a ChainRun on an engine of its own
 *     options: { start: "wells", thermalise: "auto", storeEvery: 1 },
 *     fresh: () => ({ ...freshChainState(), width: 1 }),
 *     restore: (state) => { run.width = state.width; },
 *     save: (state) => { state.width = run.width; },
 *     tune: (state, budget) => tuneWidth(run, state, budget, context),
 *     tuneHistory: () => [],
 *     facts: (state) => ({ width: state.width }),
 *   };
 *   return prepareChains(method, budget, context);
 */
import type { History } from "../../core/record.js";
import type { Budget, Checkpoint, Context, Prepared } from "../sampler.js";
import { drawChains } from "./draw.js";
import type { ChainRun } from "./run.js";
import { type StartName, startFields } from "./start.js";
import { type ChainState, readSeries, readState, writeState } from "./state.js";
import { plural } from "./thermalisation.js";
import { thermalise, thermaliseHistory } from "./thermalise.js";
import type { FollowedSeries } from "./totals.js";

export interface ChainMethod<S extends ChainState> {
	/** Name of the sampler, which its checkpoints carry. */
	readonly name: string;
	/** Name of an update in history, facts and progress, such as "trajectory". */
	readonly unit: string;
	readonly run: ChainRun;
	readonly options: {
		readonly start: StartName;
		readonly thermalise: number | "auto";
		/** Updates between stored configurations. */
		readonly storeEvery: number;
	};
	fresh(): S;
	/** Gives what was tuned, and any other state of the run, to the run. */
	restore(state: S): void;
	/** Writes it back. */
	save(state: S): void;
	/**
	 * Finds whatever the options leave open. What it has found so far is kept where it calls `offer`, and
	 * `state` must then say where it goes on.
	 */
	tune(state: S, budget: Budget, offer: () => Promise<void>): Promise<void>;
	tuneHistory(state: S): readonly History[];
	/** Facts of the record besides those of every chain. */
	facts(state: S): Readonly<Record<string, number | string>>;
	/** What must be said of the tuning beside its numbers, one sentence each. */
	remarks?(state: S): readonly string[];
	/** The start of all chains, where it is not one configuration of the space for each chain. */
	startFields?(): Float64Array;
}

/** Prepares the method, from `context.resume` if there is one. */
export async function prepareChains<S extends ChainState>(
	method: ChainMethod<S>,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	const { name, unit, run, options } = method;
	const { engine, action } = run;
	const { resume } = context;
	const state =
		resume === undefined ? method.fresh() : readState<S>(resume, name);
	run.next = state.next;
	method.restore(state);
	engine.load(
		resume?.arrays.fields ??
			method.startFields?.() ??
			startFields(
				action,
				options.start,
				engine.chains,
				context.random.fork("start"),
			),
	);
	await run.advance(0);
	const series = readSeries(run, resume);
	const write = (followed?: FollowedSeries): Promise<Checkpoint> => {
		state.next = run.next;
		method.save(state);
		return writeState(name, run, state, followed);
	};
	const offer = (followed: FollowedSeries) =>
		context.offer(() => write(followed));
	if (state.stage === "tune") {
		await context.meter.phase("tune");
		await method.tune(state, budget, () => offer(series));
		state.stage = "thermalise";
		await offer(series);
	}
	if (state.stage === "thermalise") {
		await context.meter.phase("thermalise");
		const plan = {
			updates: options.thermalise,
			wells: options.start === "wells",
			unit,
		};
		await thermalise(run, state, series, plan, budget, context, offer);
		state.stage = "ready";
	}
	const units = plural(unit);
	const discarded = `thermalisation${units.charAt(0).toUpperCase()}${units.slice(1)}`;
	return {
		history: [...method.tuneHistory(state), ...thermaliseHistory(state, unit)],
		// Some facts grow with the draws, such as the sizes of clusters.
		get facts() {
			method.save(state);
			return {
				engine: engine.name,
				chains: engine.chains,
				...method.facts(state),
				thermalisation: state.verdict,
				[discarded]: state.thermalised,
				...(state.tau === null ? {} : { thermalisationTau: state.tau }),
			};
		},
		remarks: () => method.remarks?.(state) ?? [],
		draw: (count) => drawChains(run, count, options.storeEvery, context),
		checkpoint: () => write(),
		dispose: () => engine.dispose(),
	};
}
