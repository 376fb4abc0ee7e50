/** A short cell of cluster updates on a lattice whose susceptibility is known exactly. */
import type { Cell } from "../../harness/plan.js";
import { cluster } from "../../samplers/cluster/cluster.js";
import type { Trial } from "./cell.js";

const draws = 16_000;

const cell: Cell = {
	key: "0123456789abcdef",
	suite: "clusters",
	target: {
		label: "small",
		action: "phi4",
		shape: [2, 2],
		parameters: { m2: -4, lambda: 6.975 },
		references: {},
	},
	sampler: {
		label: "cluster",
		sampler: "cluster",
		options: cluster.options.parse({ chains: 16 }) as never,
		budget: { steps: 200 },
		seeds: [1],
		draws,
	},
	observables: [],
	seed: 1,
	draws,
	budget: { steps: 200 },
	limits: {},
	measure: { seconds: 0.001 },
	fields: false,
};

export const clusterCell: { readonly cell: Cell; readonly trial: Trial } = {
	cell,
	trial: { definition: cluster as never },
};
