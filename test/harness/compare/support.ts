/** Records made from AR(1) series through the estimators of a run, without running any sampler. */
import { createRandom, type Random } from "../../../core/random.js";
import type { BenchRecord, ObservableResult } from "../../../core/record.js";
import { lnTauReplicas } from "../../../core/statistics/chains/tau-replicas.js";
import type { Runs } from "../../../harness/compare/load-runs.js";
import { estimateColumn } from "../../../metrics/cell/estimate-chains.js";
import { replicasOf } from "../../../metrics/cell/measurements.js";

export interface Sampler {
	/** Coefficient of the AR(1) series: tauInt = (1 + a) / (2 (1 - a)). */
	readonly a: number;
	/** Added to every value: a biased sampler. */
	readonly bias?: number;
	readonly draws: number;
	readonly observables?: number;
	/** Seconds of drawing. */
	readonly seconds?: number;
	readonly session?: string;
	readonly cpu?: string;
	readonly target?: string;
	readonly trained?: boolean;
	/** Gradient evaluations per configuration. */
	readonly work?: number;
	readonly extra?: Partial<BenchRecord>;
}

const chains = 8;

function series(sampler: Sampler, random: Random): Float64Array {
	const { a, bias = 0, draws } = sampler;
	const length = draws / chains;
	const out = new Float64Array(draws);
	const scale = Math.sqrt(1 - a * a);
	for (let c = 0; c < chains; c++) {
		let x = random.normal();
		for (let i = 0; i < length; i++) {
			out[c * length + i] = x + bias;
			x = a * x + scale * random.normal();
		}
	}
	return out;
}

export function recordOf(sampler: Sampler, seed: number): BenchRecord {
	const { draws, observables = 2, trained = false } = sampler;
	const random = createRandom(`record/${seed}/${sampler.session ?? ""}`);
	const results: Record<string, ObservableResult> = {};
	const lnTau: Record<string, number[]> = {};
	for (let k = 0; k < observables; k++) {
		const name = `o${k}`;
		const column = series(sampler, random.fork(name));
		results[name] = estimateColumn(column, chains).result;
		const parts = lnTauReplicas(replicasOf(column, chains));
		if (parts !== undefined) lnTau[name] = parts;
	}
	const phase = (seconds: number, work: number) => ({
		seconds,
		deviceSeconds: seconds,
		actionEvaluations: 0,
		gradientEvaluations: work,
	});
	return {
		schema: 1,
		key: seed.toString(16).padStart(16, "0"),
		suite: "synthetic",
		status: "completed",
		action: {
			name: "phi4",
			label: sampler.target ?? "E1",
			shape: [6, 6],
			parameters: { lambda: 1, m2: 1 },
		},
		sampler: { name: "hmc", label: "hmc", options: {} },
		seed,
		draws,
		estimators: {
			chain: { observables: results, slowest: "o0", draws, chains },
		},
		cost: {
			...(trained ? { train: phase(1, 100) } : {}),
			tune: phase(1, 100),
			draw: phase(sampler.seconds ?? 1, (sampler.work ?? 10) * draws),
		},
		diagnostics: { lnTauReplicas: lnTau },
		environment: {
			versions: { node: "20.1.0", latticebench: "0.1.0" },
			commit: "0123456789abcdef",
			backend: "wasm",
			device: { kind: "cpu", name: "cpu", count: 1 },
			cpu: sampler.cpu ?? "a processor",
			cores: 2,
			threads: 1,
			memoryBytes: 1,
			platform: "linux x64",
			session: sampler.session ?? "s",
			startedAt: `2026-01-01T00:00:00.${String(seed % 1000).padStart(3, "0")}Z`,
			argv: ["/home/someone/latticebench"],
		},
		...sampler.extra,
	};
}

export function runsOf(
	name: string,
	sampler: Sampler,
	seeds: readonly number[],
): Runs {
	return { name, records: seeds.map((seed) => recordOf(sampler, seed)) };
}
