/** Clusters of O(n) spins with heat bath and overrelaxation between them. */
import type { Action } from "../../../actions/action.js";
import { type HostOptions, prepareOnHost } from "../../chain/host/prepare.js";
import { spinSweeps } from "../../heatbath/spin/sweeps.js";
import { spinSweepOperations } from "../../heatbath/spin/work.js";
import type { Budget, Context, Prepared } from "../../sampler.js";
import { spinClusterOperations } from "../work.js";
import { spinClusters } from "./clusters.js";

/** The part of the options that spins have. */
export interface SpinClusterOptions extends HostOptions {
	readonly algorithm: "wolff" | "swendsen-wang";
	readonly clusters: number;
	readonly sweeps: number;
	readonly overrelaxation: number;
}

export function prepareSpinClusters(
	action: Action,
	beta: number,
	options: SpinClusterOptions,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	const { algorithm, clusters, sweeps, overrelaxation } = options;
	const local = spinSweeps(action, beta);
	const { wolff, swendsenWang } = spinClusters(action.space, beta);
	const single = algorithm === "wolff";
	const cluster = single ? wolff : swendsenWang;
	const ofSweep = spinSweepOperations(action.space);
	return prepareOnHost(
		"cluster",
		action,
		{
			name: `${sweeps} heat bath, ${overrelaxation} overrelaxation, ${clusters} ${algorithm}`,
			sweeps: sweeps + overrelaxation + clusters,
			proposes: false,
			apply(fields, random) {
				for (let i = 0; i < sweeps; i++) local.heatBath(fields, random);
				for (let i = 0; i < overrelaxation; i++) local.overrelax(fields);
				let visited = 0;
				for (let i = 0; i < clusters; i++) visited += cluster(fields, random);
				return { action: local.energy(fields), accepted: true, visited };
			},
			operations: (visited) =>
				sweeps * ofSweep.heatBath +
				overrelaxation * ofSweep.overrelax +
				spinClusterOperations(
					action.space,
					clusters,
					visited,
					single ? visited : visited / 2,
				),
		},
		options,
		budget,
		context,
	);
}
