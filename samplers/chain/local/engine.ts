/** Local and cluster updates of scalar chains, spread over worker threads. */
import { sharedFloat64 } from "../../../tensor/workers.js";
import type { ChainBatch, ChainEngine, FieldStore } from "../engine.js";
import { ChainThreads } from "../threads.js";
import {
	type LocalSetup,
	type Step,
	type TallyName,
	type Tuned,
	tallyNames,
} from "./program.js";
import type { LocalJob } from "./worker.js";

export interface LocalBatch extends ChainBatch {
	/** What each update counted, [chains, n]. */
	readonly tallies: Readonly<Record<TallyName, Float64Array>>;
}

export interface LocalEngine extends ChainEngine {
	/** Runs updates number `first` ... `first + count - 1` of all chains. */
	run(
		first: number,
		count: number,
		steps: readonly Step[],
		tuned: Tuned,
		store?: FieldStore,
	): Promise<LocalBatch>;
}

/** Site updates of one job: some tens of milliseconds. */
const updatesPerJob = 5e6;

let engines = 0;

/** @param constant what S has besides the couplings of the setup, over all sites */
export function createLocalEngine(
	setup: LocalSetup,
	chains: number,
	constant: number,
	threads: number,
	signal?: AbortSignal,
): LocalEngine {
	const { shape, precision } = setup;
	const sites = shape.reduce((product, extent) => product * extent, 1);
	const id = `${engines++}`;
	const pool = new ChainThreads<LocalJob>(
		new URL("./worker.js", import.meta.url),
		{ precision, chains, size: chains * sites, threads, signal },
	);
	return {
		...pool.engine,
		async run(first, count, steps, tuned, store) {
			const entries = () => sharedFloat64(chains * count);
			const action = entries();
			const total = entries();
			const tallies = {
				accepted: entries(),
				clusters: entries(),
				clusterSites: entries(),
				improved: entries(),
			};
			const sweeps = steps.reduce((sum, step) => sum + step.count, 1);
			const updates = sweeps * count * sites * chains;
			const { state } = pool;
			await pool.run(updates / updatesPerJob, ([from, to]) => ({
				id,
				setup,
				tuned,
				steps,
				chains,
				from,
				to,
				first,
				count,
				store,
				state,
				action,
				total,
				tallies: tallyNames.map((name) => tallies[name]),
			}));
			if (constant !== 0)
				for (const [i, value] of action.entries()) action[i] = value + constant;
			return { action, totals: [total], tallies };
		},
	};
}
