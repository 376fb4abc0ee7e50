/** A sampler of local or cluster updates, from its program to a prepared sampler. */
import { type Action, polynomialOf } from "../../../actions/action.js";
import type { Budget, Context, Prepared } from "../../sampler.js";
import { operationsFact } from "../../work.js";
import { type ChainMethod, prepareChains } from "../method.js";
import { type ChainState, freshChainState } from "../state.js";
import type { LocalOptions } from "./options.js";
import {
	type Couplings,
	type KernelFolder,
	type LocalSetup,
	type Step,
	type Tuned,
	tallyNames,
} from "./program.js";
import { freshSums, LocalRun, type LocalSums } from "./run.js";
import { createLocalEngine } from "./simd/engine.js";

/** A sampler of local updates. */
export interface SweepPlan {
	/** Name of the sampler. */
	readonly name: string;
	/** Name of an update. */
	readonly unit: string;
	readonly steps: readonly Step[];
	/** Finds the numbers that the steps need. */
	tune(run: LocalRun): Promise<Tuned>;
	facts(run: LocalRun): Readonly<Record<string, number | string>>;
	/** Arithmetic of one update, not finite where it is not known before the first draw. */
	operations(run: LocalRun): number;
	/** The start of all chains, where their state is another form of a configuration. */
	startFields?(): Float64Array;
}

/** One of a real number per site. */
export interface LocalPlan extends SweepPlan {
	/** Has the steps. */
	readonly kernel: KernelFolder;
	readonly couplings: Couplings;
}

interface LocalState extends ChainState {
	tuned: Tuned;
	sums: LocalSums;
}

/** Site updates of a scalar kernel that take some tenths of a second on one thread. */
const updatesPerRound = 5e7;

export async function prepareLocal(
	action: Action,
	options: LocalOptions,
	plan: LocalPlan,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	await context.meter.phase("compile");
	const { chains, precision } = options;
	const { lattice, size } = action.space;
	const [constant = 0] = polynomialOf(action)?.potential ?? [];
	const engine = createLocalEngine<LocalSetup>(
		{
			worker: new URL("./simd/worker.js", import.meta.url),
			setup: {
				kernel: plan.kernel,
				shape: lattice.shape,
				precision,
				couplings: plan.couplings,
				key: context.random.fork("updates").key,
			},
			chains,
			precision,
			elements: size,
			size,
			stateSize: size,
			updatesPerRound,
			total: true,
			tallies: tallyNames,
			constant: constant * lattice.sites,
		},
		context.threads,
		context.signal,
	);
	const run = new LocalRun(action, engine, plan.steps, context);
	return prepareSweeps(run, options, plan, budget, context);
}

/** The run of any local updates as a prepared sampler. */
export async function prepareSweeps(
	run: LocalRun,
	options: ChainMethod<LocalState>["options"],
	plan: SweepPlan,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	const { engine } = run;
	const { startFields } = plan;
	try {
		return await prepareChains<LocalState>(
			{
				name: plan.name,
				unit: plan.unit,
				run,
				options,
				...(startFields === undefined ? {} : { startFields }),
				fresh: () => ({
					...freshChainState(),
					tuned: {},
					sums: freshSums(engine.chains),
				}),
				restore({ tuned, sums }) {
					run.tuned = tuned;
					run.sums = sums;
				},
				save(state) {
					state.tuned = run.tuned;
					state.sums = run.sums;
				},
				async tune() {
					run.tuned = await plan.tune(run);
				},
				tuneHistory: () => [],
				facts: () => ({
					update: plan.steps
						.map(({ kind, count }) => `${count} ${kind}`)
						.join(", "),
					...plan.facts(run),
					...operationsFact(options.storeEvery * plan.operations(run)),
				}),
			},
			budget,
			context,
		);
	} catch (error) {
		engine.dispose();
		throw error;
	}
}
