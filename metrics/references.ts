/**
 * Stored reference values for points that papers and suites use, each with its own error. All are for
 * S = sum_x [sum_mu (phi_{x+mu} - phi_x)^2 + m2 phi^2 + lambda phi^4].
 *
 * The Monte Carlo rows were computed for this project by embedded Wolff cluster and Metropolis updates
 * in an independent program; their Schwinger-Dyson identities hold within errors. log Z of E1 is that of
 * several flows, from their own draws and from those of HMC, which bracket it. Rows without an
 * error are exact to the digits given (sums over a fine grid, no Monte Carlo).
 */

import type { Action } from "../actions/action.js";
import { element } from "../core/elements.js";
import type { Estimate } from "../core/record.js";
import { type ReferenceRow, referenceRuns } from "./reference-runs.js";

export interface Reference extends Estimate {
	readonly source: string;
}

/** Values by observable name. */
export type References = Readonly<Record<string, Reference>>;

const clusterSource =
	"independent embedded-Wolff and Metropolis program, jackknife errors";
const flowSource =
	"reweighted draws of three trained flows and their values at draws of HMC, 10^5 each (docs/gallery)";
const gridSource = "trapezoid rule on a fine grid, to the digits given";

/** Value and error, in this order of observables; the effective mass is given as m_p L. */
const clusterColumns = [
	"absMagnetization",
	"susceptibility",
	"connectedSusceptibility",
	"binder",
	"correlationLength",
	"effectiveMass",
	"isingEnergy",
	"phi2",
	"phi4",
	"actionDensity",
] as const;

type Pair = readonly [number, number];

// biome-ignore format: a table
const clusterRows: readonly { shape: readonly number[]; m2: number; lambda: number; values: readonly Pair[] }[] = [
	{ shape: [6, 6], m2: -4, lambda: 6.975, values: [[0.14143, 4e-5], [1.0624, 5e-4], [0.34234, 16e-5], [0.1915, 3e-4], [1.4828, 5e-4], [3.976, 1e-3], [0.058329, 15e-6], [0.161367, 15e-6], [0.052558, 9e-6], [0.13328, 4e-5]] },
	{ shape: [8, 8], m2: -4, lambda: 6.008, values: [[0.1423, 5e-5], [1.8981, 12e-4], [0.6022, 4e-4], [0.209, 3e-4], [2.0008, 9e-4], [3.964, 2e-3], [0.075619, 22e-6], [0.183914, 21e-6], [0.066792, 12e-6], [0.09881, 4e-5]] },
	{ shape: [12, 12], m2: -4, lambda: 5.276, values: [[0.1402, 8e-5], [4.1189, 42e-4], [1.2883, 12e-4], [0.2253, 5e-4], [3.0009, 22e-4], [3.997, 3e-3], [0.099175, 32e-6], [0.210457, 25e-6], [0.084976, 17e-6], [0.05163, 6e-5]] },
	{ shape: [14, 14], m2: -4, lambda: 5.113, values: [[0.13723, 10e-5], [5.369, 7e-3], [1.678, 19e-4], [0.2263, 6e-4], [3.455, 3e-3], [4.061, 3e-3], [0.106816, 37e-6], [0.218394, 31e-6], [0.090671, 20e-6], [0.03634, 6e-5]] },
	{ shape: [32, 32], m2: -4, lambda: 4.572, values: [[0.13166, 23e-5], [25.56, 8e-2], [7.813, 2e-2], [0.2501, 11e-4], [8.028, 18e-3], [4.055, 8e-3], [0.147692, 61e-6], [0.256589, 44e-6], [0.119286, 31e-6], [-0.04539, 11e-5]] },
	{ shape: [64, 64], m2: -4, lambda: 4.398, values: [[0.1236, 4e-4], [89.9, 0.5], [27.3, 0.13], [0.2568, 24e-4], [16.11, 6e-2], [4.1, 1e-2], [0.170833, 96e-6], [0.276129, 68e-6], [0.134526, 49e-6], [-0.09169, 18e-5]] },
	{ shape: [8, 8], m2: -4, lambda: 8, values: [[0.08701, 4e-5], [0.7445, 5e-4], [0.2599, 2e-4], [0.0802, 5e-4], [1.232, 8e-4], [6.328, 4e-3], [0.044269, 16e-6], [0.143466, 18e-6], [0.042328, 9e-6], [0.16155, 4e-5]] },
];

/** Other rows: a few observables each; an error of 0 means exact. */
// biome-ignore format: a table
const otherRows: readonly { shape: readonly number[]; m2: number; lambda: number; values: Readonly<Record<string, Pair>> }[] = [
	{ shape: [6, 6], m2: -4, lambda: 6.975, values: { logZ: [6.9852, 2e-4] } },
	{ shape: [2, 2], m2: -4, lambda: 8, values: { logZ: [0.914433978425, 0], phi2: [0.17143442324, 0], phi4: [0.056169583896, 0], susceptibility: [0.450481641481, 0], binder: [0.363764244432, 0] } },
	{ shape: [2, 2], m2: -4, lambda: 6.975, values: { logZ: [1.173184710778, 0], phi2: [0.195626210163, 0], phi4: [0.071128384092, 0], susceptibility: [0.544209630893, 0], binder: [0.395564524366, 0] } },
	{ shape: [2, 2], m2: 1, lambda: 1, values: { logZ: [-0.680230025669, 0], phi2: [0.130146127154, 0], phi4: [0.045955444337, 0], susceptibility: [0.294085021261, 0], binder: [0.099900191472, 0] } },
	{ shape: [2, 4], m2: -4, lambda: 8, values: { logZ: [1.49365265, 0], susceptibility: [0.54758646, 0] } },
	{ shape: [2, 4], m2: -4, lambda: 6.975, values: { logZ: [1.95025229, 0], susceptibility: [0.69609122, 0] } },
	{ shape: [8], m2: -4, lambda: 8, values: { logZ: [3.2662017872, 0], phi2: [0.1791949173, 0], susceptibility: [0.3532901622, 0] } },
	{ shape: [8], m2: -2, lambda: 1, values: { logZ: [7.5581569784, 0], phi2: [0.6913989958, 0], susceptibility: [3.7256924639, 0] } },
	{ shape: [16], m2: -2, lambda: 1, values: { logZ: [14.9532534832, 0], phi2: [0.6676410608, 0], susceptibility: [4.326164411, 0] } },
];

/** Stored references for this action; empty where there are none. Shapes match up to the order of directions. */
export function referencesFor(action: Action): References {
	if (action.name !== "phi4") return {};
	const { m2, lambda } = action.parameters;
	const shape = [...action.space.lattice.shape].sort((a, b) => a - b);
	const matches = (
		row: Pick<ReferenceRow, "shape" | "m2" | "lambda">,
	): boolean =>
		row.m2 === m2 &&
		row.lambda === lambda &&
		row.shape.length === shape.length &&
		row.shape.every((extent, mu) => extent === shape[mu]);
	const found: Record<string, Reference> = {};
	for (const row of referenceRuns.filter(matches))
		for (const [name, [value, error]] of Object.entries(row.values))
			found[name] = { value, error, source: row.source };
	for (const row of clusterRows.filter(matches)) {
		row.values.forEach(([value, error], k) => {
			const column = element(clusterColumns, k);
			const scale = column === "effectiveMass" ? element(row.shape, 0) : 1;
			found[column] = {
				value: value / scale,
				error: error / scale,
				source: clusterSource,
			};
		});
	}
	for (const row of otherRows.filter(matches)) {
		for (const [name, [value, error]] of Object.entries(row.values)) {
			const source =
				error === 0 ? gridSource : name === "logZ" ? flowSource : clusterSource;
			found[name] = { value, error, source };
		}
	}
	return found;
}
