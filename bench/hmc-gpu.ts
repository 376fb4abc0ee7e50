/**
 * Whole trajectories of Hamiltonian Monte Carlo on a GPU, phi^4 in two dimensions, beside two floors
 * that the same device shows in the same run, and beside the CPU's float32 kernel on all threads.
 *
 * Operations of one site, counted in the source (a multiply-add, an addition or a product each one):
 *   kick and drift                    2 d additions, 1 product, 3 multiply-adds:  2 d + 4
 *   momentum, integer                 10 rounds of 26 for two of them (four in the float32 stream):  130 (65)
 *   momentum, float                   logarithm, root, angle, scaling, first drift:  40
 *   sums, float                       differences, action, two exact sums, two of squares:  2 d + 34
 * Lattices in registers cannot be faster than max(all / fused rate, integers / integer rate), where both
 * rates are those of kernels that do nothing else. Lattices in global memory move 16 bytes a site and
 * kick, and 28 for the rest, at the rate of a copy at best; what fits into a cache may be faster.
 *
 * Rates are by the clock, results read and all; those of the kernels alone are by the device's
 * timestamps, and are what is held against the floor.
 */
import { availableParallelism } from "node:os";
import { argv } from "node:process";
import type { Action } from "../actions/action.js";
import { phi4 } from "../actions/phi4.js";
import { messageOf } from "../core/errors.js";
import { createLattice } from "../core/lattice.js";
import { createRandom, fillNormal } from "../core/random.js";
import type { HmcEngine } from "../samplers/parts/hmc/engine.js";
import { createGpuEngine, type GpuLayout } from "../samplers/parts/hmc/gpu.js";
import { chooseTiling } from "../samplers/parts/hmc/gpu-layout.js";
import { schedule } from "../samplers/parts/hmc/integrator.js";
import { createKernelEngine } from "../samplers/parts/hmc/kernel.js";
import { openBackend } from "../tensor/backend.js";
import type { Backend } from "../tensor/device.js";
import { copyBandwidth } from "../tensor/gpu/bandwidth.js";
import { activeGpu, type Gpu } from "../tensor/gpu/gpu.js";
import { arithmeticPeak } from "./gpu-peak.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

const dimension = 2;
const kickOperations = 2 * dimension + 4;
const integerOperations = 130;
const floatOperations = 40 + 2 * dimension + 34;
const kickBytes = 16;
const otherBytes = 28;

const plan = schedule("omelyan", 10, 0.02);
const key = [1, 2] as const;
/** Measured for at least so many seconds, or so many trajectories at once. */
const enough = 0.3;
const mostTrajectories = 4096;
/** Sites of all chains: 1 GiB of fields. */
const mostSites = 2 ** 28;
const extents = [8, 16, 32, 64, 128, 256];
const chainCounts = [64, 1024, 16_384, 100_000];
/** On a software adapter: enough to see that it runs. */
const small: readonly (readonly [number, number])[] = [
	[8, 64],
	[16, 16],
	[128, 2],
];

/** The webgpu backend, or null, with the reason printed, where there is no GPU to measure. */
export async function openGpu(
	name: string,
	print: (line: string) => void,
): Promise<Backend | null> {
	try {
		const backend = await openBackend("webgpu");
		if (backend.device.kind === "gpu" || argv.slice(2).includes(name))
			return backend;
		print(
			`skipped: ${backend.device.name} is no GPU; npm run bench -- ${name} measures small sizes on it`,
		);
	} catch (error) {
		print(`skipped: ${messageOf(error)}`);
	}
	return null;
}

export function actionOf(extent: number): Action {
	return phi4.create(createLattice([extent, extent]), {
		m2: -4,
		lambda: 5.113,
	});
}

/** Random fields near a well; the same numbers over and over where there are many. */
export function fieldsOf(length: number): Float32Array {
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

/** Runs more and more trajectories until it takes long enough. */
export async function speedOf(
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

export interface Floors {
	/** Multiply-adds per second. */
	readonly fused: number;
	readonly integer: number;
	/** Bytes per second, read and written. */
	readonly copy: number;
}

export async function measureFloors(gpu: Gpu, software: boolean) {
	const floors: Floors = {
		fused: await arithmeticPeak(gpu, "f32"),
		integer: await arithmeticPeak(gpu, "u32"),
		copy: await copyBandwidth(gpu, software ? 2 ** 24 : 2 ** 30),
	};
	return floors;
}

/** Most site updates per second that the floors allow. */
export function floorRate(floors: Floors, resident: boolean): number {
	const { kicks } = plan;
	const operations =
		kicks * kickOperations + integerOperations + floatOperations;
	const seconds = resident
		? Math.max(operations / floors.fused, integerOperations / floors.integer)
		: (kicks * kickBytes + otherBytes) / floors.copy;
	return kicks / seconds;
}

export async function onGpu(
	gpu: Gpu,
	extent: number,
	chains: number,
	layout: GpuLayout = "auto",
): Promise<Speed> {
	const action = actionOf(extent);
	const { sites } = action.lattice;
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

async function onCpu(extent: number): Promise<number> {
	const action = actionOf(extent);
	const { sites } = action.lattice;
	const threads = availableParallelism();
	const chains = 16 * threads;
	const engine = createKernelEngine(action, chains, "float32", key, threads);
	engine.load(fieldsOf(chains * sites));
	const { rate } = await speedOf(engine, sites, null);
	engine.dispose();
	return rate;
}

const giga = (value: number) => (value / 1e9).toPrecision(4);

export const hmcGpu: BenchPart = {
	name: "hmc-gpu",
	label: `whole trajectories of ${plan.kicks} kicks on a GPU, phi^4 in 2D, 1e9 site updates per second`,
	async run(print) {
		const backend = await openGpu("hmc-gpu", print);
		if (backend === null) return;
		const gpu = activeGpu();
		const software = backend.device.kind === "cpu";
		const floors = await measureFloors(gpu, software);
		print(
			`${backend.device.name}: ${giga(floors.fused)}e9 fused and ${giga(floors.integer)}e9 integer multiply-adds, ${giga(floors.copy)}e9 bytes copied per second`,
		);
		const sizes = software
			? small
			: extents.flatMap((L) =>
					chainCounts
						.filter((chains) => chains * L * L <= mostSites)
						.map((chains) => [L, chains] as const),
				);
		const cpu = new Map<number, number>();
		const rows: Record<string, number | string | null>[] = [];
		const lines = [
			["L", "chains", "fields in", "by the clock", "kernels", "floor"].concat([
				"kernels / floor",
				"clock / CPU",
			]),
		];
		for (const [L, chains] of sizes) {
			const tiling = chooseTiling([L, L], chains, gpu.limits);
			const place =
				tiling === null ? "memory" : `${tiling.tile.join("x")} boxes`;
			const { rate, kernelRate, trajectories } = await onGpu(gpu, L, chains);
			const floor = floorRate(floors, tiling !== null);
			const host = cpu.get(L) ?? (await onCpu(L));
			cpu.set(L, host);
			const share = (kernelRate ?? rate) / floor;
			const over = rate / host;
			rows.push({
				...{ L, chains, place, trajectories, kicks: plan.kicks },
				...{ rate, kernelRate, floor, share, cpuRate: host, overCpu: over },
			});
			lines.push([
				...[String(L), String(chains), place, giga(rate)],
				...[kernelRate === null ? "-" : giga(kernelRate), giga(floor)],
				...[share.toFixed(2), over.toPrecision(3)],
			]);
		}
		for (const line of table(lines)) print(line);
		const { device, versions } = backend;
		const threads = availableParallelism();
		print(
			JSON.stringify({
				bench: "hmc-gpu",
				device,
				versions,
				threads,
				floors,
				rows,
			}),
		);
	},
};
