/** Local and cluster updates of chains in fused kernels, spread over worker threads. */
import { sharedFloat64 } from "../../../../tensor/workers.js";
import type {
	ChainBatch,
	ChainEngine,
	FieldStore,
	Precision,
} from "../../engine.js";
import { ChainThreads } from "../../threads.js";
import type { Step, TallyName, Tuned } from "../program.js";
import type { LocalJob } from "./job.js";

export interface LocalBatch extends ChainBatch {
	/** What each update counted, [chains, n]. */
	readonly tallies: Readonly<Record<TallyName, Float64Array>>;
}

export interface LocalEngine extends ChainEngine {
	/** Updates of an element that take some tenths of a second on one thread. */
	readonly updatesPerRound: number;
	/** Runs updates number `first` ... `first + count - 1` of all chains. */
	run(
		first: number,
		count: number,
		steps: readonly Step[],
		tuned: Tuned,
		store?: FieldStore,
	): Promise<LocalBatch>;
}

export interface LocalSettings<Setup> {
	/** A module of samplers/chain/local/simd/job.ts. */
	readonly worker: URL;
	readonly setup: Setup;
	readonly chains: number;
	/** Of the state. */
	readonly precision: Precision;
	/** Of stored fields; that of the state by default. */
	readonly stored?: Precision;
	/** Sites or links of a configuration, and the reals of it and of its state. */
	readonly elements: number;
	readonly size: number;
	readonly stateSize: number;
	readonly updatesPerRound: number;
	/** Whether the kernel sums the first of samplers/chain/totals.ts. */
	readonly total: boolean;
	readonly tallies: readonly TallyName[];
	/** What the S of the kernel leaves out. */
	readonly constant: number;
}

/** Jobs of a round on one thread, each some tens of milliseconds. */
const jobsPerRound = 10;

let engines = 0;

export function createLocalEngine<Setup>(
	settings: LocalSettings<Setup>,
	threads: number,
	signal?: AbortSignal,
): LocalEngine {
	const { setup, chains, elements, size, updatesPerRound, constant } = settings;
	const id = `${engines++}`;
	const pool = new ChainThreads<LocalJob<Setup>>(settings.worker, {
		...settings,
		size: chains * settings.stateSize,
		threads,
		signal,
	});
	return {
		...pool.engine,
		updatesPerRound,
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
			const updates = sweeps * count * elements * chains;
			const { state } = pool;
			await pool.run(
				(jobsPerRound * updates) / updatesPerRound,
				([from, to]) => ({
					id,
					setup,
					tuned,
					steps,
					chains,
					from,
					to,
					first,
					count,
					size,
					store,
					state,
					action,
					total,
					tallies: settings.tallies.map((name) => tallies[name]),
				}),
			);
			if (constant !== 0)
				for (const [i, value] of action.entries()) action[i] = value + constant;
			return { action, totals: settings.total ? [total] : [], tallies };
		},
	};
}
