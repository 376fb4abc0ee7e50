/**
 * Hamiltonian Monte Carlo on a GPU through WebGPU, for the actions that the CPU's fused kernel
 * treats (samplers/hmc/simd/engine.ts). Fields are float32. S, M and Delta H are pairs of float32
 * that keep the digits of their sums. Momenta and accept steps are those of the CPU's kernel with
 * the same stream, so a run here follows a run there up to rounding.
 *
 * A chain depends only on its number. The division of the work into dispatches does not affect it.
 */
import type { Action } from "../../../actions/action.js";
import { element } from "../../../core/elements.js";
import { activeGpu, type Gpu } from "../../../tensor/gpu/gpu.js";
import type { Batch, HmcEngine, Trajectory } from "../engine.js";
import { fusedPolynomial } from "../fused.js";
import { Desk, type Destination } from "./desk.js";
import { chooseTiling } from "./layout.js";
import { Pace } from "./pace.js";
import type { Stream } from "./random.wgsl.js";
import { createResidentRunner } from "./resident.js";
import type { GpuRunner, GpuSetup, Slab } from "./runner.js";
import { modelOf } from "./shared.wgsl.js";
import { createStreamedRunner } from "./streamed.js";
import { sumProbe } from "./sums.wgsl.js";
import type { Tiling } from "./tile.wgsl.js";

/** Seconds of work to request in one `run`. */
const roundSeconds = 0.3;

/** Where trajectories run: as the limits of the device suggest, in these boxes, or through global memory. */
export type GpuLayout = "auto" | "streamed" | Tiling;

/** For tests and benchmarks. */
export interface GpuOptions {
	readonly layout?: GpuLayout;
	/** Bytes of fields in one slab. */
	readonly slabBytes?: number;
	/** Whether to guard sums against compilers that reorder them. By default the device is tested. */
	readonly guarded?: boolean;
}

/**
 * @throws Error when the action has no `fusedPolynomial`, when the active backend is not webgpu,
 * or when no sum keeps its digits there.
 */
export async function createGpuEngine(
	action: Action,
	chains: number,
	stream: Stream,
	key: readonly [number, number],
	signal?: AbortSignal,
	{ layout = "auto", slabBytes = 2 ** 28, ...rest }: GpuOptions = {},
): Promise<HmcEngine> {
	const { lattice } = action.space;
	const local = fusedPolynomial(action, "gpu");
	if (local === undefined)
		throw new Error(`${action.name} has no fused HMC kernel`);
	const gpu = activeGpu();
	const { shape, sites, dimension } = lattice;
	const most = Math.min(
		slabBytes,
		gpu.limits.maxStorageBufferBindingSize,
		gpu.limits.maxBufferSize,
	);
	const slabChains = Math.min(chains, Math.floor(most / (4 * sites)));
	if (slabChains === 0)
		throw new Error(`a lattice of ${sites} sites is too large for ${gpu.name}`);
	const pace = new Pace(gpu);
	const model = modelOf(dimension, sites, local.kinetic, local.potential);
	const setup: GpuSetup = {
		...{ gpu, pace, shape, sites, stream, key, model, slabChains },
		guarded: rest.guarded ?? (await reordersSums(gpu)),
	};
	const runner = await createRunner(setup, chains, layout);
	const slabs: Slab[] = [];
	for (let offset = 0; offset < chains; offset += slabChains) {
		const count = Math.min(slabChains, chains - offset);
		const fields = gpu.storage(4 * count * sites, "hmc fields");
		slabs.push({ offset, chains: count, fields });
	}
	const desks = [new Desk(setup), new Desk(setup)];
	await runner.warm(element(desks, 0).lay(element(slabs, 0), [], 0, 0));

	/** Runs one slab. While the results of a chunk arrive, the device works on the next. */
	const runSlab = async (
		slab: Slab,
		trajectories: readonly Trajectory[],
		destination: Destination,
	): Promise<void> => {
		const every = destination.store?.every;
		await runner.open?.(slab);
		for (let from = 0, turn = 0; from < trajectories.length; turn = 1 - turn) {
			const desk = element(desks, turn);
			const list = trajectories.slice(from, from + desk.rows(every));
			await desk.ready();
			const chunk = desk.lay(slab, list, from, every ?? 0);
			await runner.advance(chunk);
			desk.collect(chunk, destination);
			from += list.length;
		}
		await pace.drain();
		for (const desk of desks) await desk.ready();
	};

	return {
		chains,
		name: `fused kernel on the GPU, float32: ${runner.name}`,
		overhead: runner.overhead,
		get updatesPerRound() {
			return roundSeconds * pace.rate;
		},
		load(fields) {
			for (const { offset, chains: count, fields: target } of slabs) {
				const part = fields.subarray(offset * sites, (offset + count) * sites);
				gpu.write(
					target,
					part instanceof Float32Array ? part : Float32Array.from(part),
				);
			}
		},
		async fields() {
			const all = new Float32Array(chains * sites);
			for (const { offset, chains: count, fields } of slabs)
				await gpu.read(
					fields,
					all.subarray(offset * sites, (offset + count) * sites),
				);
			return all;
		},
		allocate: (length) => new Float32Array(length),
		async run(trajectories, store) {
			signal?.throwIfAborted();
			const count = trajectories.length;
			const batch: Batch = {
				action: new Float64Array(chains * count),
				totals: [new Float64Array(chains * count)],
				energyChange: new Float64Array(chains * count),
				accepted: new Uint8Array(chains * count),
			};
			if (count === 0) return batch;
			for (const slab of slabs)
				await runSlab(slab, trajectories, { count, batch, store });
			return batch;
		},
		dispose() {
			runner.dispose();
			for (const desk of desks) desk.dispose();
			for (const { fields } of slabs) fields.destroy();
		},
	};
}

async function createRunner(
	setup: GpuSetup,
	chains: number,
	layout: GpuLayout,
): Promise<GpuRunner> {
	const tiling =
		layout === "auto"
			? chooseTiling(setup.shape, chains, setup.gpu.limits)
			: layout;
	return tiling === null || tiling === "streamed"
		? createStreamedRunner(setup)
		: createResidentRunner(setup, tiling);
}

/** Sums in pairs are exact only if the compiler keeps their order. */
async function reordersSums(gpu: Gpu): Promise<boolean> {
	for (const guarded of [false, true]) {
		const source = sumProbe(guarded);
		const pipeline = await gpu.pipeline("hmc sums", source, "probe");
		const numbers = gpu.storage(new Float32Array([1, 2 ** -30, -1]), "probe");
		const zero = gpu.uniform(new Uint32Array(1), "probe");
		const buffers = guarded ? [numbers, zero] : [numbers];
		gpu.run([gpu.pass(pipeline, buffers, [1])]);
		const [sum = 0, rest = 0] = await gpu.read(numbers, new Float32Array(2));
		numbers.destroy();
		zero.destroy();
		if (sum + rest === 2 ** -20) return guarded;
	}
	throw new Error(
		`sums lose digits on ${gpu.name}, and energies with them; engine: autodiff does without`,
	);
}
