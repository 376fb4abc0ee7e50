/**
 * Parallel tempering (R. H. Swendsen, J.-S. Wang, Phys. Rev. Lett. 57 (1986) 2607; K. Hukushima,
 * K. Nemoto, J. Phys. Soc. Jpn. 65 (1996) 1604): replicas at a ladder of values of one coupling run
 * side by side, and neighbours may swap their configurations. A configuration wanders to the
 * disordered end, changes its well there and comes back. Only the replica of the target is drawn,
 * but all replicas are paid.
 */
import type { Action } from "../../actions/action.js";
import { no } from "../../core/verdict.js";
import { prepareChains } from "../chain/method.js";
import { type ChainState, freshChainState } from "../chain/state.js";
import { heatBathSteps } from "../heatbath/options.js";
import type {
	Budget,
	Context,
	Prepared,
	SamplerDefinition,
} from "../sampler.js";
import { operationsFact } from "../work.js";
import type { Replicas, Rung, TemperingFamily } from "./family.js";
import { links } from "./links.js";
import { type TemperingOptions, temperingOptionsSchema } from "./options.js";
import { TemperingRun } from "./run.js";
import { scalar } from "./scalar.js";
import { tuneLadder } from "./tune.js";

interface TemperingState extends ChainState {
	rungs: readonly Rung[];
	swaps: TemperingRun["swaps"];
}

const families: readonly TemperingFamily[] = [scalar, links];

/** By the first family that has replicas of the action. */
function replicasOf(
	action: Action,
	options: TemperingOptions,
): Replicas | undefined {
	for (const family of families) {
		const replicas = family.replicasOf(action, options);
		if (replicas !== undefined) return replicas;
	}
	return undefined;
}

export const tempering: SamplerDefinition<TemperingOptions> = {
	name: "tempering",
	label: "parallel tempering in one coupling, over a heat bath",
	reference: "Phys. Rev. Lett. 57 (1986) 2607",
	documentation: "classical-samplers.md#tempering",
	options: temperingOptionsSchema,
	create: (options) => ({
		supports: (action) =>
			replicasOf(action, options) === undefined
				? no(
						`tempering needs ${families.map(({ needs }) => needs).join("; or ")}`,
					)
				: { ok: true },
		prepare: (action, budget, context) =>
			prepare(action, options, budget, context),
	}),
};

async function prepare(
	action: Action,
	options: TemperingOptions,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	const replicas = replicasOf(action, options);
	if (replicas === undefined) throw new Error(`${action.name} has no replicas`);
	await context.meter.phase("compile");
	const { chains, sweeps, overrelaxation } = options;
	const steps = heatBathSteps(sweeps, overrelaxation);
	const run = new TemperingRun(action, replicas, steps, chains, context);
	const { ladder, startFields } = replicas;
	try {
		return await prepareChains<TemperingState>(
			{
				name: "tempering",
				unit: "update",
				run,
				options,
				...(startFields === undefined
					? {}
					: { startFields: () => startFields(context.random.fork("start")) }),
				fresh: () => ({
					...freshChainState(),
					rungs: [],
					swaps: { updates: 0, accepted: [] },
				}),
				restore({ rungs, swaps }) {
					run.rungs = rungs;
					run.swaps = swaps;
				},
				save(state) {
					state.rungs = run.rungs;
					state.swaps = run.swaps;
				},
				tune: () => tuneLadder(run, ladder, options),
				tuneHistory: () => [],
				facts: () => ({
					...factsOf(run, ladder.coupling),
					// All replicas are paid, and S of each is only measured.
					...operationsFact(
						options.storeEvery * run.rungs.length * replicas.operations(steps),
					),
				}),
			},
			budget,
			context,
		);
	} catch (error) {
		run.engine.dispose();
		throw error;
	}
}

function factsOf(
	{ rungs, swaps, sweeps }: TemperingRun,
	coupling: string,
): Record<string, number | string> {
	const digits = (values: readonly number[]) =>
		values.map((value) => value.toPrecision(4)).join(" ");
	const rates = swaps.accepted.map((sum) => sum / swaps.updates);
	return {
		coupling,
		replicas: rungs.length,
		ladder: digits(rungs.map(({ value }) => value)),
		sweepsPerDraw: sweeps * rungs.length,
		...(rates.length === 0
			? {}
			: { swapRates: digits(rates), lowestSwapRate: Math.min(...rates) }),
	};
}
