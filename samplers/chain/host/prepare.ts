/** From an update on the host to a prepared sampler. */
import type { Action } from "../../../actions/action.js";
import type { Budget, Context, Prepared } from "../../sampler.js";
import { prepareChains } from "../method.js";
import { freshChainState } from "../state.js";
import { HostRun, type HostUpdate } from "./run.js";

export interface HostOptions {
	readonly chains: number;
	/** Only one real number per site has wells. Elsewhere `wells` is a hot start. */
	readonly start: "wells" | "hot" | "cold";
	readonly precision: "float64" | "float32";
	readonly thermalise: number | "auto";
	readonly storeEvery: number;
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
	return prepareChains(
		{
			name,
			unit: "update",
			run,
			options: { ...options, start: start === "cold" ? "cold" : "hot" },
			fresh: freshChainState,
			restore() {},
			save() {},
			tune: async () => {},
			tuneHistory: () => [],
			facts: () => ({ update: update.name }),
		},
		budget,
		context,
	);
}
