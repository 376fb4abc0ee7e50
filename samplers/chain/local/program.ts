/**
 * What one update of local and cluster samplers does: sweeps of one kind after another. The same
 * program runs in every update, and its couplings stay the same for all chains.
 */
import type { Precision } from "../engine.js";

/** A kind of sweep, and how many of it follow one another. The kernel exports a function of this name. */
export interface Step {
	readonly kind:
		| "heatBath"
		| "overrelax"
		| "metropolis"
		| "wolff"
		| "swendsenWang"
		| "flux";
	readonly count: number;
}

/** Arithmetic of an update, from that of one sweep of each kind. */
export function updateOperations(
	steps: readonly Step[],
	ofSweep: Readonly<Partial<Record<Step["kind"], number>>>,
): number {
	return steps.reduce(
		(sum, { kind, count }) => sum + count * (ofSweep[kind] ?? Number.NaN),
		0,
	);
}

/** Numbers that tuning finds. */
export interface Tuned {
	/** c of the shifted Gaussian (samplers/heatbath/scalar/simd/heat-bath.as.ts). */
	readonly shift?: number;
	/** Half of the width of Metropolis's proposals. */
	readonly width?: number;
}

/** S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + quadratic phi^2 + quartic phi^4 + sextic phi^6 ]. */
export interface Couplings {
	readonly kinetic: number;
	readonly quadratic: number;
	readonly quartic: number;
	readonly sextic: number;
}

/** Folders of kernels of local updates of scalar fields. */
export type KernelFolder =
	`samplers/${"metropolis" | "heatbath/scalar" | "cluster"}/simd`;

/** Everything that stays the same for all updates of an engine. */
export interface LocalSetup {
	readonly kernel: KernelFolder;
	readonly shape: readonly number[];
	readonly precision: Precision;
	readonly couplings: Couplings;
	readonly key: readonly [number, number];
}

/** The most sweeps of one step. Each has its own random numbers. */
export const mostSweeps = 1024;

/** What an update counts, one number a chain each. */
export const tallyNames = [
	/** Mean of the accept flags over the sites and sweeps of all local steps that propose. */
	"accepted",
	/** Number of clusters. */
	"clusters",
	/** Number of sites in these clusters. */
	"clusterSites",
	/** Improved estimator of V <m^2>, summed over the cluster steps. */
	"improved",
] as const;

export type TallyName = (typeof tallyNames)[number];
