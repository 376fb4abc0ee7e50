/** Facts from the counters of the stored draws. They grow with the draws, and there are none before the first draw. */
import { sum } from "../../../core/statistics/moments.js";
import type { LocalRun } from "./run.js";

type Facts = Readonly<Record<string, number>>;

/** Mean share of accepted proposals of the sweeps that propose. */
export function acceptanceFacts({ sums, engine }: LocalRun): Facts {
	if (sums.updates === 0) return {};
	return { acceptance: sum(sums.accepted) / (sums.updates * engine.chains) };
}

/** Mean number of sites in the clusters of one update; not finite before the first draw. */
export function clusterSitesOf({ sums, engine }: LocalRun): number {
	return sum(sums.clusterSites) / (sums.updates * engine.chains);
}

/**
 * The clusters of the stored draws, and the improved estimator of V <m^2> with its error from the
 * scatter of the chains. The estimator averages over the signs of all clusters, so it is no function
 * of a configuration and cannot be an observable.
 */
export function clusterFacts({ sums, engine, action }: LocalRun): Facts {
	if (sums.updates === 0) return {};
	const { chains } = engine;
	const size = sum(sums.clusterSites) / sum(sums.clusters);
	const means = sums.improved.map((total) => total / sums.updates);
	const mean = sum(means) / chains;
	const squares = sum(means.map((value) => (value - mean) ** 2));
	return {
		meanClusterSize: size,
		meanClusterFraction: size / action.space.lattice.sites,
		clustersPerUpdate: sum(sums.clusters) / (sums.updates * chains),
		improvedSusceptibility: mean,
		...(chains < 8
			? {}
			: {
					improvedSusceptibilityError: Math.sqrt(
						squares / ((chains - 1) * chains),
					),
				}),
	};
}
