/** A sampler of local or cluster updates, from its program to a prepared sampler. */
import { type Action, polynomialOf } from "../../../actions/action.js";
import type { Budget, Context, Prepared } from "../../sampler.js";
import { prepareChains } from "../method.js";
import { type ChainState, freshChainState } from "../state.js";
import { createLocalEngine } from "./engine.js";
import type { LocalOptions } from "./options.js";
import type { Couplings, KernelFolder, Step, Tuned } from "./program.js";
import { freshSums, LocalRun, type LocalSums } from "./run.js";

export interface LocalPlan {
	/** Name of the sampler. */
	readonly name: string;
	/** Name of an update. */
	readonly unit: string;
	/** Has the steps. */
	readonly kernel: KernelFolder;
	readonly couplings: Couplings;
	readonly steps: readonly Step[];
	/** Finds the numbers that the steps need. */
	tune(run: LocalRun): Promise<Tuned>;
	facts(run: LocalRun): Readonly<Record<string, number | string>>;
}

interface LocalState extends ChainState {
	tuned: Tuned;
	sums: LocalSums;
}

export async function prepareLocal(
	action: Action,
	options: LocalOptions,
	plan: LocalPlan,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	await context.meter.phase("compile");
	const { chains, precision } = options;
	const { lattice } = action.space;
	const [constant = 0] = polynomialOf(action)?.potential ?? [];
	const engine = createLocalEngine(
		{
			kernel: plan.kernel,
			shape: lattice.shape,
			precision,
			couplings: plan.couplings,
			key: context.random.fork("updates").key,
		},
		chains,
		constant * lattice.sites,
		context.threads,
		context.signal,
	);
	try {
		const run = new LocalRun(action, engine, plan.steps, context);
		return await prepareChains<LocalState>(
			{
				name: plan.name,
				unit: plan.unit,
				run,
				options,
				fresh: () => ({
					...freshChainState(),
					tuned: {},
					sums: freshSums(chains),
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
