/**
 * Distributes the chains of one lattice over a GPU. If they fit, they live in the registers of a
 * workgroup's threads (samplers/hmc/gpu/resident.wgsl.ts), otherwise in global memory.
 *
 * Large boxes exchange few faces, and small ones keep more threads busy. The box with the least
 * estimated time for a kick is chosen, in instructions of one thread. The estimate depends only on
 * the lattice, the number of chains and the limits of the device, so the same run takes the same
 * path on the same device.
 */

import { element } from "../../../core/elements.js";
import { sumFloats } from "./sums.wgsl.js";
import {
	lanesOf,
	product,
	sharedBytes,
	type Tiling,
	tileGeometry,
} from "./tile.wgsl.js";

/** The limits of a device that matter here, with their names in WebGPU. */
export interface GpuLimits {
	readonly maxComputeWorkgroupStorageSize: number;
	readonly maxComputeInvocationsPerWorkgroup: number;
	readonly maxComputeWorkgroupSizeX: number;
}

/** A site needs two floats in registers, and a thread has some 200. */
const mostSites = 64;
/** Threads that keep a large GPU busy: four warps on each of 528 schedulers, with independent work in each. */
const busyThreads = 65_536;
/** Lanes that run in step. Where possible, a workgroup has a multiple of them. */
const warp = 32;
const fewestLanes = 64;
/** Costs of one thread, in instructions: reaching a barrier, and one access to workgroup memory. */
const barrierCost = 40;
const accessCost = 2;
/** Cost per site and trajectory besides the kicks, spread over ten of them: momenta and energies. */
const overheadCost = 25;
/** Cost of the sums over the threads of a chain, per level of their tree, spread over ten kicks. */
const levelCost = 15;

/** The best tiling. null if no box of this lattice fits into a workgroup. */
export function chooseTiling(
	shape: readonly number[],
	chains: number,
	limits: GpuLimits,
): Tiling | null {
	let best: Tiling | null = null;
	let least = Number.POSITIVE_INFINITY;
	for (const tiling of tilings(shape, chains, limits)) {
		const time = estimatedTime(tiling, chains);
		if (time >= least) continue;
		least = time;
		best = tiling;
	}
	return best;
}

/** All boxes that fit, each with its best workgroup. */
export function tilings(
	shape: readonly number[],
	chains: number,
	limits: GpuLimits,
): Tiling[] {
	return boxes(shape).flatMap((tile) => {
		const grid = shape.map((extent, mu) => extent / element(tile, mu));
		const threads = product(grid);
		const fitting = ([2, 1] as const)
			.map((pages): Tiling => {
				const together = chainsTogether(threads, chains);
				return { shape, tile, grid, threads, chains: together, pages };
			})
			.filter((tiling) => fits(tiling, limits));
		return fitting.slice(0, 1);
	});
}

/** Boxes of at most 64 sites whose extents divide those of the lattice. */
function boxes(shape: readonly number[]): number[][] {
	let list: number[][] = [[]];
	for (const extent of shape) {
		list = list.flatMap((box) => {
			const out: number[][] = [];
			for (let n = 1; n <= Math.min(extent, mostSites); n++)
				if (extent % n === 0 && product(box) * n <= mostSites)
					out.push([...box, n]);
			return out;
		});
	}
	return list;
}

/** Number of chains in a workgroup: enough for two warps, with the fewest idle lanes in the last one. */
function chainsTogether(threads: number, chains: number): number {
	const least = Math.max(1, Math.ceil(fewestLanes / threads));
	const most = Math.max(1, Math.floor((4 * fewestLanes) / threads));
	let best = Math.min(least, most);
	const waste = (n: number) =>
		(Math.ceil((n * threads) / warp) * warp) / (n * threads);
	for (let n = best + 1; n <= Math.min(most, 2 * least); n++)
		if (waste(n) < waste(best)) best = n;
	return Math.max(1, Math.min(best, chains));
}

function fits(tiling: Tiling, limits: GpuLimits): boolean {
	return (
		lanesOf(tiling) <=
			Math.min(
				limits.maxComputeInvocationsPerWorkgroup,
				limits.maxComputeWorkgroupSizeX,
			) &&
		sharedBytes(tiling, sumFloats) <= limits.maxComputeWorkgroupStorageSize
	);
}

/** Time of one kick of all chains, in instructions of a thread. */
export function estimatedTime(tiling: Tiling, chains: number): number {
	const { tile, threads, pages } = tiling;
	const sites = product(tile);
	const { neighbours, slotCount } = tileGeometry(tiling);
	const reads = neighbours
		.flat()
		.filter(({ kind }) => kind === "shared").length;
	const exchange =
		threads === 1
			? 0
			: accessCost * (reads + slotCount) +
				barrierCost * (3 - pages) +
				levelCost * Math.ceil(Math.log(threads) / Math.log(4));
	const arithmetic = sites * (2 * tile.length + 4 + overheadCost);
	return (
		(arithmetic + exchange) * Math.max(1, (chains * threads) / busyThreads)
	);
}
