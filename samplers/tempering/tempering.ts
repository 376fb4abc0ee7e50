/**
 * Parallel tempering (R. H. Swendsen, J.-S. Wang, Phys. Rev. Lett. 57 (1986) 2607; K. Hukushima,
 * K. Nemoto, J. Phys. Soc. Jpn. 65 (1996) 1604): replicas at a ladder of values of one coupling run
 * side by side, and neighbours may swap their configurations. A configuration wanders to the
 * disordered end, changes its well there and comes back. Only the replica of the target is drawn,
 * but all replicas are paid.
 */
import { type Action, polynomialOf } from "../../actions/action.js";
import type { Step } from "../chain/local/program.js";
import { prepareChains } from "../chain/method.js";
import { type ChainState, freshChainState } from "../chain/state.js";
import { heatBathCouplings } from "../heatbath/scalar/scalar.js";
import type {
	Budget,
	Context,
	Prepared,
	SamplerDefinition,
} from "../sampler.js";
import { type TemperingOptions, temperingOptionsSchema } from "./options.js";
import { TemperingRun } from "./run.js";
import { tuneLadder } from "./tune.js";
import type { Rung } from "./worker.js";

interface TemperingState extends ChainState {
	rungs: readonly Rung[];
	swaps: TemperingRun["swaps"];
}

export const tempering: SamplerDefinition<TemperingOptions> = {
	name: "tempering",
	label: "parallel tempering in one coupling, over a heat bath",
	reference: "Phys. Rev. Lett. 57 (1986) 2607",
	documentation: "classical-samplers.md#tempering",
	options: temperingOptionsSchema,
	create: (options) => ({
		supports: (action) =>
			(heatBathCouplings(action)?.quartic ?? 0) > 0
				? { ok: true }
				: {
						ok: false,
						reason:
							"tempering needs one real number per site, a nearest-neighbour kinetic term and an even potential of degree 4 with a positive quartic coupling, so that every replica has a density",
					},
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
	const couplings = heatBathCouplings(action);
	if (couplings === undefined)
		throw new Error(`${action.name} has no replicas`);
	await context.meter.phase("compile");
	const { chains, precision, sweeps, overrelaxation } = options;
	const { lattice } = action.space;
	const [constant = 0] = polynomialOf(action)?.potential ?? [];
	const steps: Step[] = [{ kind: "heatBath", count: sweeps }];
	if (overrelaxation > 0)
		steps.push({ kind: "overrelax", count: overrelaxation });
	const run = new TemperingRun(
		action,
		{
			kernel: "samplers/heatbath/scalar/simd",
			shape: lattice.shape,
			precision,
			couplings,
			key: context.random.fork("updates").key,
		},
		steps,
		chains,
		constant * lattice.sites,
		context,
	);
	try {
		return await prepareChains<TemperingState>(
			{
				name: "tempering",
				unit: "update",
				run,
				options,
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
				tune: () => tuneLadder(run, couplings, options),
				tuneHistory: () => [],
				facts: () => factsOf(run, options),
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
	{ coupling }: TemperingOptions,
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
