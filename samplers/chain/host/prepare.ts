/** From an update on the host to a prepared sampler. */
import type { Action } from "../../../actions/action.js";
import type { Budget, Context, Prepared } from "../../sampler.js";
import { operationsFact } from "../../work.js";
import { prepareChains } from "../method.js";
import { type ChainState, freshChainState } from "../state.js";
import { HostRun, type HostSums, type HostUpdate } from "./run.js";

export interface HostOptions {
	readonly chains: number;
	/** Only one real number per site has wells. Elsewhere `wells` is a hot start. */
	readonly start: "wells" | "hot" | "cold";
	readonly precision: "float64" | "float32";
	readonly thermalise: number | "auto";
	readonly storeEvery: number;
}

interface HostState extends ChainState {
	sums: HostSums;
}

/** @param name of the sampler, which its checkpoints carry */
export async function prepareOnHost(
	name: string,
	action: Action,
	update: HostUpdate,
	options: HostOptions,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	await context.meter.phase("compile");
	const { chains, precision, start } = options;
	const run = new HostRun(action, update, chains, precision, context);
	return prepareChains<HostState>(
		{
			name,
			unit: "update",
			run,
			options: { ...options, start: start === "cold" ? "cold" : "hot" },
			fresh: () => ({ ...freshChainState(), sums: run.sums }),
			restore({ sums }) {
				run.sums = sums;
			},
			save(state) {
				state.sums = run.sums;
			},
			tune: async () => {},
			tuneHistory: () => [],
			facts: () => ({
				update: update.name,
				...operationsFact(
					options.storeEvery *
						update.operations(run.sums.visited / run.sums.updates),
				),
			}),
		},
		budget,
		context,
	);
}
