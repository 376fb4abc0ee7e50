/** Cells with an outside sampler of test/fixtures/outside/, in the process of a test, by the real clock. */
import { join } from "node:path";
import { peakMemory } from "../../harness/cell/peak-memory.js";
import type { Cell } from "../../harness/plan.js";
import { external } from "../../samplers/external/external.js";
import { attempt } from "./cell.js";

const root = join(import.meta.dirname, "../../..");
const normals = join(root, "test/fixtures/outside/normals.mjs");

export interface OutsideTrial {
	/** Way to misbehave. */
	readonly mode?: string;
	readonly limits?: Readonly<Record<string, number>>;
	readonly options?: Readonly<Record<string, number | readonly number[]>>;
	/** Seconds of preparation. */
	readonly budget?: number;
	readonly draws?: number;
	/** Folder for arrays. */
	readonly scratch?: string;
	readonly seed?: number;
}

export function outsideCell(trial: OutsideTrial = {}): Cell {
	const { mode = "good", limits = {}, options = {} } = trial;
	const { budget, draws, scratch } = trial;
	return {
		key: "0123456789abcdef",
		suite: "outside",
		target: {
			label: "free",
			action: "free-field",
			shape: [2, 2],
			parameters: { m2: 4 },
			references: {},
		},
		sampler: {
			label: "outside",
			sampler: "external",
			options: external.options.parse({
				command: [process.execPath, normals, mode],
				limits: { stall: 20, grace: 1, ...limits },
				options,
				...(scratch === undefined ? {} : { scratch }),
			}) as never,
			budget: { steps: 10 },
			seeds: [1],
			draws: draws ?? 2000,
		},
		observables: [],
		seed: trial.seed ?? 1,
		draws: draws ?? 2000,
		budget: budget === undefined ? { steps: 10 } : { seconds: budget },
		limits: {},
		measure: { seconds: 0.001 },
		fields: false,
	};
}

/** Seconds since the last look. */
function realTicks(): () => number {
	let last = performance.now();
	return () => {
		const before = last;
		last = performance.now();
		return Math.max(1e-6, (last - before) / 1000);
	};
}

export function runOutside(trial: OutsideTrial = {}) {
	return attempt(outsideCell(trial), {
		definition: external,
		tick: realTicks(),
		peakMemory,
	});
}
