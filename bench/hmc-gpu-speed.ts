/** Speed of Hamiltonian Monte Carlo of phi^4 in two dimensions, on the GPU and on the CPU. */
import { availableParallelism } from "node:os";
import type { Action } from "../actions/action.js";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { createRandom, fillNormal } from "../core/random.js";
import type { HmcEngine } from "../samplers/hmc/engine.js";
import { createGpuEngine, type GpuLayout } from "../samplers/hmc/gpu/engine.js";
import { schedule } from "../samplers/hmc/integrator.js";
import { createKernelEngine } from "../samplers/hmc/simd/engine.js";
import type { Gpu } from "../tensor/gpu/gpu.js";

export const plan = schedule("omelyan", 10, 0.02);
const key = [1, 2] as const;
/** A measurement takes at least this many seconds, or this many trajectories at once. */
const enough = 0.3;
const mostTrajectories = 4096;
function actionOf(extent: number): Action {
	return phi4.create(createLattice([extent, extent]), {
		m2: -4,
		lambda: 5.113,
	});
}

/** Random fields near a well. Long arrays repeat the same numbers. */
function fieldsOf(length: number): Float32Array {
	const out = new Float32Array(length);
	const first = Math.min(length, 2 ** 18);
	const normals = fillNormal(createRandom("bench"), new Float64Array(first));
	for (let i = 0; i < first; i++) out[i] = 0.6 + 0.2 * normals[i];
	for (let done = first; done < length; done *= 2)
		out.copyWithin(done, 0, Math.min(done, length - done));
	return out;
}

export interface Speed {
	/** Site updates per second, by the clock and by the device's timestamps. */
	readonly rate: number;
	readonly kernelRate: number | null;
	readonly trajectories: number;
}

/** Runs more and more trajectories until they take long enough. */
async function speedOf(
	engine: HmcEngine,
	sites: number,
	gpu: Gpu | null,
): Promise<Speed> {
	let number = 0;
	const run = async (count: number) => {
		const kernels = gpu?.timestamps === true ? gpu : null;
		const before = (await kernels?.kernelSeconds()) ?? 0;
		const start = performance.now();
		await engine.run(
			Array.from({ length: count }, () => ({ number: number++, plan })),
		);
		const seconds = (performance.now() - start) / 1000;
		const after = (await kernels?.kernelSeconds()) ?? 0;
		return { seconds, inside: after - before };
	};
	await run(1);
	let count = 1;
	let took = await run(count);
	while (took.seconds < enough && count < mostTrajectories) {
		const wanted = Math.ceil((1.3 * count * enough) / took.seconds);
		count = Math.min(mostTrajectories, 8 * count, Math.max(count + 1, wanted));
		took = await run(count);
	}
	const updates = plan.kicks * count * engine.chains * sites;
	return {
		rate: updates / took.seconds,
		kernelRate: took.inside > 0 ? updates / took.inside : null,
		trajectories: count,
	};
}

export async function onGpu(
	gpu: Gpu,
	extent: number,
	chains: number,
	layout: GpuLayout = "auto",
): Promise<Speed> {
	const action = actionOf(extent);
	const { sites } = action.space.lattice;
	const options = { layout };
	const engine = await createGpuEngine(
		...([action, chains, "float64", key, undefined, options] as const),
	);
	try {
		engine.load(fieldsOf(chains * sites));
		return await speedOf(engine, sites, gpu);
	} finally {
		engine.dispose();
	}
}

/** Site updates per second of the float32 kernel on all threads. */
export async function onCpu(extent: number): Promise<number> {
	const action = actionOf(extent);
	const { sites } = action.space.lattice;
	const threads = availableParallelism();
	const chains = 16 * threads;
	const engine = createKernelEngine(action, chains, "float32", key, threads);
	engine.load(fieldsOf(chains * sites));
	const { rate } = await speedOf(engine, sites, null);
	engine.dispose();
	return rate;
}
