/**
 * The layout of the equivariant flow on a GPU. A workgroup takes one sample through its whole
 * trajectory. A chunk of the channels is in workgroup memory at a time, and one thread transforms
 * each line in its registers. If a lattice's transforms do not fit there, they are in global
 * memory, in a region of the workgroup's own.
 *
 * Rows of the last direction are padded to an odd length, so lines of any direction fall on
 * different banks. Thread i owns the sites i, i + T, i + 2T, ...
 */

import { element } from "../../../core/elements.js";
/** Facts about the flow and the device that decide the layout. */
export interface CnfProblem {
	readonly shape: readonly number[];
	/** F. */
	readonly bonds: number;
	readonly orbits: number;
	/** Rows of the tables of the splines. */
	readonly rows: number;
	/** Distance of the nodes of the splines. */
	readonly spacing: number;
	/** Limits of the device: bytes of workgroup memory, threads of a workgroup. */
	readonly workgroupBytes: number;
	readonly workgroupThreads: number;
}

export interface CnfShape extends CnfProblem {
	readonly sites: number;
	/** F rounded up to a multiple of 4. */
	readonly channels: number;
	/** Number of channels in memory at a time, and of channels in a vector: 1, 2 or 4, which divides the former. */
	readonly chunk: number;
	readonly width: number;
	readonly threads: number;
	/** Most sites that a thread owns. */
	readonly owned: number;
	readonly pitch: number;
	/** Number of places of a padded field. */
	readonly places: number;
	readonly lines: "workgroup" | "global";
	/** The place of the cotangent's spectrum. It decides how many words a workgroup's region of global memory has. */
	readonly spectrum: "workgroup" | "global";
	/** Number of vectors of channels whose table gradients are collected at a time. */
	readonly bins: number;
	readonly regionWords: number;
}

/** Bytes of the few other scalars that a workgroup shares. */
const spare = 64;
/** Words for adding the sums of the threads, if the gradients of the tables are not collected there. */
const sums = 512;
const vectors = [4, 2, 1] as const;

/** @throws RangeError if a direction is too long for the registers of a thread. */
export function cnfShape(problem: CnfProblem): CnfShape {
	const { shape, bonds, rows, workgroupBytes } = problem;
	const longest = Math.max(...shape);
	if (longest > mostExtent)
		throw new RangeError(
			`the kernels take extents up to ${mostExtent}, not ${longest}`,
		);
	const sites = shape.reduce((product, extent) => product * extent, 1);
	const channels = 4 * Math.ceil(bonds / 4);
	const last = element(shape, shape.length - 1);
	const padded = last % 2 === 0 ? last + 1 : last;
	const places = (sites / last) * padded;
	const bytes = (chunk: number, width: number) =>
		4 * (chunk * places + Math.max(rows * width, sums)) + spare;
	// Vectors of four first, as many as fit, then narrower ones.
	const candidates = [
		...Array.from({ length: channels / 4 }, (_, i) => channels - 4 * i).filter(
			(chunk) => channels % chunk === 0,
		),
		2,
		1,
	];
	const chunk = candidates.find(
		(size) =>
			bytes(size, Math.min(4, size)) <= workgroupBytes &&
			(size <= 4 || size * places <= mostValues),
	);
	const inside = chunk !== undefined;
	const chosen = chunk ?? 4;
	const width = vectors.find((size) => size <= chosen) ?? 1;
	const pitch = inside ? padded : last;
	const held = inside ? bytes(chosen, width) : bytes(0, width);
	const spectrum =
		inside && held + 4 * sites <= workgroupBytes ? "workgroup" : "global";
	const left =
		workgroupBytes - held - (spectrum === "workgroup" ? 4 * sites : 0);
	const bins = largestDivisor(
		chosen / width,
		1 + Math.floor(left / (4 * rows * width)),
	);
	const region =
		(inside ? 0 : chosen * sites) + (spectrum === "global" ? sites : 0);
	const threads = threadsOf(
		(chosen * sites) / longest,
		sites,
		problem.workgroupThreads,
	);
	return {
		...problem,
		sites,
		channels,
		chunk: chosen,
		width,
		threads,
		owned: Math.ceil(sites / threads),
		pitch,
		places: inside ? places : sites,
		lines: inside ? "workgroup" : "global",
		spectrum,
		bins,
		regionWords: region,
	};
}

/** Most values of a line that a thread can hold together with its temporaries. */
const mostExtent = 128;
/** More values than this in workgroup memory would only keep other workgroups away. */
const mostValues = 8192;
/** Most threads of a SIMD unit on present GPUs. */
const unit = 32;
const mostOwned = 32;

/**
 * The multiple of 32 that leaves the fewest threads idle over this many lines, but enough threads
 * that none owns too many sites.
 */
function threadsOf(lines: number, sites: number, most: number): number {
	const step = Math.min(unit, most);
	const least = Math.min(most, step * Math.ceil(sites / mostOwned / step));
	let best = 0;
	let waste = Number.POSITIVE_INFINITY;
	for (let threads = least; threads <= most; threads += step) {
		const slots = Math.ceil(lines / threads) * threads;
		if (slots <= waste) {
			best = threads;
			waste = slots;
		}
		if (threads >= lines) break;
	}
	return best;
}

function largestDivisor(number: number, most: number): number {
	let divisor = Math.max(1, Math.min(number, most));
	while (number % divisor !== 0) divisor -= 1;
	return divisor;
}
