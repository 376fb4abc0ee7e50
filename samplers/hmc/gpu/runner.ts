/**
 * Contract between the HMC engine of a GPU (samplers/hmc/gpu/engine.ts) and its two ways to do
 * trajectories: resident in workgroups (samplers/hmc/gpu/resident.ts), or streamed through global
 * memory (samplers/hmc/gpu/streamed.ts).
 *
 *   await runner.warm(chunk);
 *   await runner.open?.(chunk.slab);
 *   await runner.advance(chunk);
 */
import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { Trajectory } from "../engine.js";
import { onlyKick } from "../integrator.js";
import type { Pace } from "./pace.js";
import type { Stream } from "./random.wgsl.js";
import {
	type JobParameters,
	jobNumbers,
	type ModelParameters,
	planWords,
} from "./shared.wgsl.js";

/** Everything that stays the same for all trajectories. */
export interface GpuSetup {
	readonly gpu: Gpu;
	readonly pace: Pace;
	readonly shape: readonly number[];
	readonly sites: number;
	readonly stream: Stream;
	readonly key: readonly [number, number];
	/** Whether the device's compiler reorders sums. */
	readonly guarded: boolean;
	readonly model: ModelParameters;
	/** Most chains of one slab. */
	readonly slabChains: number;
}

/** Chains that share one buffer: as many as the device can bind at once. */
export interface Slab {
	/** Number of the first chain. */
	readonly offset: number;
	readonly chains: number;
	/** [chains, V] float32. */
	readonly fields: GpuBuffer;
}

/** Trajectories whose results are read together, and the buffers that hold the results. */
export interface Chunk {
	readonly slab: Slab;
	readonly trajectories: readonly Trajectory[];
	/** Index of the first trajectory in its run. */
	readonly from: number;
	readonly plans: GpuBuffer;
	readonly results: GpuBuffer;
	readonly stored: GpuBuffer;
	/** As in `Job` of the kernels. */
	readonly every: number;
	readonly since: number;
	/** Number of stored configurations of each chain. */
	readonly entries: number;
}

export interface GpuRunner {
	/** Name for the record. */
	readonly name: string;
	/** The rest of a trajectory takes as long as this many gradients. */
	readonly overhead: number;
	/** Runs every kernel once without effect, because drivers finish compiling at the first use. */
	warm(chunk: Chunk): Promise<void>;
	/** Computes the sums from which `advance` starts, if `advance` does not do so itself. */
	open?(slab: Slab): Promise<void>;
	/** Submits all trajectories of the chunk in pieces. */
	advance(chunk: Chunk): Promise<void>;
	dispose(): void;
}

/** The plans of a chunk in the layout of the kernels. */
export function planNumbers(
	trajectories: readonly Trajectory[],
	kinetic: number,
): Uint32Array {
	const words = new Uint32Array(planWords * trajectories.length);
	const floats = new Float32Array(words.buffer);
	trajectories.forEach(({ number, plan }, i) => {
		const scale = 2 * kinetic * onlyKick(plan);
		words[planWords * i] = number;
		words[planWords * i + 1] = plan.kicks;
		floats.set(
			[
				plan.drift0 * scale,
				plan.drift1 * scale,
				plan.drift2 * scale,
				1 / scale,
				(scale * scale) / 2,
			],
			planWords * i + 2,
		);
	});
	return words;
}

/** The part of the work that one job covers. */
export type Range = Pick<JobParameters, "first" | "last" | "begin" | "end">;

/** The job of trajectories [first, last) of a chunk for chains [begin, end) of its slab. */
export function jobOf(
	{ key }: GpuSetup,
	chunk: Pick<Chunk, "slab" | "every" | "since" | "trajectories">,
	range: Range,
	box = 0,
): Uint32Array {
	const { slab, every, since, trajectories } = chunk;
	const { offset, chains } = slab;
	const rows = trajectories.length;
	return jobNumbers({ ...range, key, offset, chains, every, since, rows, box });
}

/** Splits `count` workgroups into x and y. The last row may have some too many. */
export function spread(
	count: number,
	most: number,
): readonly [x: number, y: number] {
	const x = Math.min(count, most);
	return [x, Math.ceil(count / x)];
}
