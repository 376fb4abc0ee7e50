/**
 * Embedded cluster updates of the signs (R. C. Brower, P. Tamayo, Phys. Rev. Lett. 62 (1989) 1087)
 * alternate with local updates of the fields, without which |phi| would never change. Near a
 * transition the clusters are as large as the correlation length, so there is hardly any critical
 * slowing down, and a whole configuration passes from one well to the other in one move.
 */
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import { isRealScalar } from "../../core/field-space.js";
import { no } from "../../core/verdict.js";
import { evenCouplings, localNeeds } from "../chain/local/couplings.js";
import {
	acceptanceFacts,
	clusterFacts,
	clusterSitesOf,
} from "../chain/local/facts.js";
import { localOptions, overrelaxation } from "../chain/local/options.js";
import { prepareLocal } from "../chain/local/prepare.js";
import {
	type Couplings,
	type Step,
	updateOperations,
} from "../chain/local/program.js";
import type { LocalRun } from "../chain/local/run.js";
import { heatBathSteps } from "../heatbath/options.js";
import { heatBathCouplings } from "../heatbath/scalar/scalar.js";
import { tuneShift } from "../heatbath/scalar/shift.js";
import { scalarSweeps } from "../heatbath/scalar/work.js";
import { spinCoupling } from "../heatbath/spin/sweeps.js";
import { tuneWidth } from "../metropolis/metropolis.js";
import { metropolisOperations } from "../metropolis/work.js";
import type { SamplerDefinition } from "../sampler.js";
import { prepareSpinClusters } from "./spin/spin.js";
import { signClusterOperations } from "./work.js";

const options = z.strictObject({
	/** `wolff`: single clusters, each flipped. `swendsen-wang`: all clusters, half of them flipped. */
	algorithm: z
		.enum(["wolff", "swendsen-wang"])
		.default("wolff")
		.describe("cluster algorithm"),
	/** Clusters of one update for `wolff`, decompositions of the lattice for `swendsen-wang`. */
	clusters: z
		.number()
		.int()
		.min(1)
		.max(1024)
		.default(4)
		.describe("clusters of an update"),
	/** The local updates of the fields. */
	radial: z
		.enum(["heatbath", "metropolis"])
		.default("heatbath")
		.describe("local updates"),
	/** Local sweeps of one update. */
	sweeps: z
		.number()
		.int()
		.min(1)
		.max(64)
		.default(1)
		.describe("local sweeps of an update"),
	overrelaxation,
	...localOptions,
});

export type ClusterOptions = z.infer<typeof options>;

/** Acceptance of the Metropolis updates between the clusters. */
const targetAcceptance = 0.5;

function couplingsOf(
	action: Action,
	{ radial }: ClusterOptions,
): Couplings | undefined {
	if (!isRealScalar(action.space)) return undefined;
	const couplings =
		radial === "heatbath"
			? heatBathCouplings(action)
			: evenCouplings(action, 6);
	return couplings !== undefined && couplings.kinetic > 0
		? couplings
		: undefined;
}

/** The coupling of unit vectors. Their local updates are those of the heat bath. */
function spinsOf(
	action: Action,
	{ radial }: ClusterOptions,
): number | undefined {
	return radial === "heatbath" ? spinCoupling(action) : undefined;
}

function localSteps(chosen: ClusterOptions): readonly Step[] {
	const { radial, sweeps, overrelaxation } = chosen;
	return radial === "metropolis"
		? [{ kind: "metropolis", count: sweeps }]
		: heatBathSteps(sweeps, overrelaxation);
}

function clusterKind({ algorithm }: ClusterOptions) {
	return algorithm === "wolff" ? "wolff" : "swendsenWang";
}

/** Arithmetic of the local updates of one update. */
function localOperations(
	{ space: { lattice } }: Action,
	couplings: Couplings,
	chosen: ClusterOptions,
): number {
	return updateOperations(localSteps(chosen), {
		...scalarSweeps(lattice, couplings),
		metropolis: metropolisOperations(lattice, couplings),
	});
}

export const cluster: SamplerDefinition<ClusterOptions> = {
	name: "cluster",
	label: "embedded Wolff or Swendsen-Wang clusters with local updates",
	reference: "Phys. Rev. Lett. 62 (1989) 1087",
	documentation: "classical-samplers.md#clusters",
	options,
	create: (chosen) => ({
		supports: (action) =>
			couplingsOf(action, chosen) === undefined &&
			spinsOf(action, chosen) === undefined
				? no(
						`clusters are of spins, with radial: heatbath, or of signs, for which ${localNeeds(chosen.radial === "heatbath" ? 4 : 6)}, with a positive kinetic coupling${chosen.radial === "heatbath" ? " and bounded from below" : ""}`,
					)
				: { ok: true },
		prepare(action, budget, context) {
			const beta = spinsOf(action, chosen);
			if (beta !== undefined)
				return prepareSpinClusters(action, beta, chosen, budget, context);
			const couplings = couplingsOf(action, chosen);
			if (couplings === undefined)
				throw new Error(`${action.name} has no clusters of signs`);
			return prepareLocal(
				action,
				chosen,
				{
					name: "cluster",
					unit: "update",
					kernel: "samplers/cluster/simd",
					couplings,
					steps: [
						...localSteps(chosen),
						{ kind: clusterKind(chosen), count: chosen.clusters },
					],
					tune: async (run: LocalRun) =>
						chosen.radial === "heatbath"
							? { shift: await tuneShift(run, couplings) }
							: { width: await tuneWidth(run, targetAcceptance) },
					facts: (run) => ({
						algorithm: chosen.algorithm,
						...run.tuned,
						...acceptanceFacts(run),
						...clusterFacts(run),
					}),
					operations: (run) =>
						localOperations(action, couplings, chosen) +
						signClusterOperations(
							action.space.lattice,
							clusterKind(chosen),
							clusterSitesOf(run),
						),
				},
				budget,
				context,
			);
		},
	}),
};
