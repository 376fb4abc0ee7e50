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
	{ shape: [20, 20], m2: -4, lambda: 4.807, source: "latticebench reference gerdes2022:L20 --sampler cluster --replicas 4 --draws 16000: 64000 draws, 14 checks passed by every replica", values: { absMagnetization: [0.13617, 0.00057], magnetization2: [0.02682, 0.0002], magnetization4: [0.001635, 2.2e-05], phi2: [0.23725, 0.00011], phi4: [0.104535, 7.6e-05], isingEnergy: [0.12627, 0.00016], actionDensity: [-0.00257, 0.00032], twoPointK1: [3.0933, 0.0091], susceptibility: [10.728, 0.08], connectedSusceptibility: [3.311, 0.023], binder: [0.2422, 0.0033], correlationLength: [5.021, 0.029] } },
	{ shape: [128, 128], m2: -4, lambda: 4.324, source: "latticebench reference critical-slowing:L128 --sampler cluster --replicas 4 --draws 50000: 200192 draws, 14 checks passed by every replica", values: { absMagnetization: [0.10571, 0.0003], magnetization2: [0.01628, 8.3e-05], magnetization4: [0.000615, 5.6e-06], phi2: [0.28671, 2.4e-05], phi4: [0.142897, 1.7e-05], isingEnergy: [0.183946, 3.7e-05], actionDensity: [-0.117897, 7.4e-05], twoPointK1: [85.84, 0.17], susceptibility: [266.7, 1.4], connectedSusceptibility: [83.65, 0.39], binder: [0.2266, 0.0022], correlationLength: [29.57, 0.11] } },
	{ shape: [8, 8, 8], m2: -4, lambda: 8, source: "latticebench reference three-dimensions:cube-8-near --sampler cluster --replicas 4 --draws 12000: 48128 draws, 18 checks passed by every replica", values: { absMagnetization: [0.10294, 0.0006], magnetization2: [0.01448, 0.00014], magnetization4: [0.0004188, 6.9e-06], phi2: [0.120072, 9e-05], phi4: [0.031371, 3.8e-05], isingEnergy: [0.04041, 0.00012], actionDensity: [0.24868, 0.00028], twoPointK1: [0.718, 0.0022], susceptibility: [7.414, 0.073], connectedSusceptibility: [1.989, 0.016], binder: [0.3343, 0.0038], correlationLength: [3.99, 0.025], effectiveMass: [0.2523, 0.0014] } },
	{ shape: [8, 8, 8], m2: -4, lambda: 9.2, source: "latticebench reference three-dimensions:cube-8-quarter --sampler cluster --replicas 4 --draws 12000: 48128 draws, 14 checks passed by every replica", values: { absMagnetization: [0.04953, 0.00023], magnetization2: [0.003772, 3.3e-05], magnetization4: [3.928e-05, 6.8e-07], phi2: [0.105041, 3.4e-05], phi4: [0.024564, 1.4e-05], isingEnergy: [0.026972, 3.8e-05], actionDensity: [0.27424, 0.00014], twoPointK1: [0.591, 0.0017], susceptibility: [1.931, 0.017], connectedSusceptibility: [0.6752, 0.0062], binder: [0.0795, 0.0063], correlationLength: [1.967, 0.013], effectiveMass: [0.5021, 0.0029] } },
	{ shape: [12, 12, 12], m2: -4, lambda: 8, source: "latticebench reference three-dimensions:cube-12-near --sampler cluster --replicas 4 --draws 4000: 16128 draws, 13 checks passed by every replica", values: { absMagnetization: [0.06738, 0.00083], magnetization2: [0.00648, 0.00014], magnetization4: [9.38e-05, 3.6e-06], phi2: [0.11781, 8.5e-05], phi4: [0.030418, 3.6e-05], isingEnergy: [0.03708, 0.00012], actionDensity: [0.25646, 0.00028], twoPointK1: [1.5441, 0.0088], susceptibility: [11.2, 0.24], connectedSusceptibility: [3.356, 0.064], binder: [0.2549, 0.0093], correlationLength: [4.832, 0.064] } },
];
