/** The exports of samplers/continuous/simd/continuous.wasm.ts, and the memory that it works in. */
import type { Block, LoadedKernel } from "../../../core/kernels/load.js";
import type { CnfTables } from "../tables.js";

/** Samples of a block. */
export const lanes = 4;

export type CnfKernel = KernelModules["samplers/continuous/simd/continuous"];

/** Tables and accumulators for one number of steps. */
export interface Time {
	readonly steps: number;
	readonly stages: Block<Float32Array>;
	/** Transforms of the channels at every stage, if they are few enough to be worth storing. */
	readonly spectra: Block<Float32Array> | null;
	readonly multipliers: Block<Float32Array>;
	readonly traces: Block<Float32Array>;
	readonly multiplierGradient: Block<Float32Array>;
	readonly traceGradient: Block<Float32Array>;
}

/** Bytes of transforms that are worth storing. Beyond the caches, recomputing them is as fast. */
const mostSpectra = 2 ** 22;

/** Allocates at the top of the heap. A reset of the heap frees it. */
export function allocateTime(
	{ heap, exports }: LoadedKernel<CnfKernel>,
	{ channels, grid, model }: CnfTables,
	steps: number,
): Time {
	const times = 2 * steps + 1;
	const multipliers = times * channels * model.orbits.count;
	const { sites } = model.lattice;
	const stages = exports.bytesOfStages(sites, steps) / 4;
	const spectra = exports.bytesOfSpectra(sites, channels / 4, steps);
	return {
		steps,
		stages: heap.float32(stages),
		spectra: spectra <= mostSpectra ? heap.float32(spectra / 4) : null,
		multipliers: heap.float32(multipliers),
		traces: heap.float32(times * grid.rows),
		multiplierGradient: heap.float32(multipliers),
		traceGradient: heap.float32(times * grid.rows),
	};
}
