/**
 * Reference values made by this program: rows that `latticebench reference SUITE:LABEL --format row`
 * prints. Each names its command, which makes the same values again. All are for
 * S = sum_x [sum_mu (phi_{x+mu} - phi_x)^2 + m2 phi^2 + lambda phi^4].
 */

export interface ReferenceRow {
	readonly shape: readonly number[];
	readonly m2: number;
	readonly lambda: number;
	/** The command, the draws behind the values, and the checks that they passed. */
	readonly source: string;
	/** Value and error by observable. */
	readonly values: Readonly<
		Record<string, readonly [value: number, error: number]>
	>;
}

// biome-ignore format: a table
export const referenceRuns: readonly ReferenceRow[] = [
	{ shape: [10, 10], m2: -4, lambda: 5.55, source: "latticebench reference albergo2019:E3 --sampler cluster --replicas 4 --draws 60000: 240128 draws, 14 checks passed by every replica", values: { absMagnetization: [0.14105, 0.00027], magnetization2: [0.029059, 9.8e-05], magnetization4: [0.001981, 1.2e-05], phi2: [0.198982, 7.1e-05], phi4: [0.076954, 4.4e-05], isingEnergy: [0.088537, 9.1e-05], actionDensity: [0.07295, 0.00019], twoPointK1: [0.8577, 0.0012], susceptibility: [2.9059, 0.0098], connectedSusceptibility: [0.9165, 0.0031], binder: [0.2178, 0.0017], correlationLength: [2.5003, 0.0069], effectiveMass: [0.39858, 0.00093] } },
];
