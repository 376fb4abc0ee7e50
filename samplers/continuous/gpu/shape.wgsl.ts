/**
 * How the equivariant flow is laid out on a GPU: a workgroup takes one sample through its whole
 * trajectory; a chunk of the channels is in workgroup memory at a time, every line of it transformed by
 * one thread in registers. Lattices whose transforms do not fit there have them in global memory, in a
 * region of the workgroup's own.
 *
 * Rows of the last direction are padded to an odd length, so that lines of any direction fall on
 * different banks. Thread i owns the sites i, i + T, i + 2T, ...
 */

/** What of the flow and of the device decides the layout. */
export interface CnfProblem {
	readonly shape: readonly number[];
	/** F. */
	readonly bonds: number;
	readonly orbits: number;
	/** Rows of the splines' tables. */
	readonly rows: number;
	/** Distance of the splines' nodes. */
	readonly spacing: number;
	/** Of the device: bytes of workgroup memory, threads of a workgroup. */
	readonly workgroupBytes: number;
	readonly workgroupThreads: number;
}

export interface CnfShape extends CnfProblem {
	readonly sites: number;
	/** F rounded up to a multiple of 4. */
	readonly channels: number;
	/** Channels in memory at a time, and channels in a vector: 1, 2 or 4, which divides the former. */
	readonly chunk: number;
	readonly width: number;
	readonly threads: number;
	/** Sites that a thread owns at most. */
	readonly owned: number;
	readonly pitch: number;
	/** Places of a padded field. */
	readonly places: number;
	readonly lines: "workgroup" | "global";
	/** Where the spectrum of the cotangent is, and so the words of a workgroup's region of global memory. */
	readonly spectrum: "workgroup" | "global";
	/** Vectors of channels that the gradients of the tables are collected for at a time. */
	readonly bins: number;
	readonly regionWords: number;
}

/** Bytes of the few scalars that a workgroup shares besides. */
const spare = 64;
/** Words in which the threads' sums are added, where the tables' gradients are not collected. */
const sums = 512;
const vectors = [4, 2, 1] as const;

/** @throws RangeError where a direction is too long for the registers of a thread. */
export function cnfShape(problem: CnfProblem): CnfShape {
	const { shape, bonds, rows, workgroupBytes } = problem;
	const longest = Math.max(...shape);
	if (longest > mostExtent)
		throw new RangeError(
			`the kernels take extents up to ${mostExtent}, not ${longest}`,
		);
	const sites = shape.reduce((product, extent) => product * extent, 1);
	const channels = 4 * Math.ceil(bonds / 4);
	const last = shape[shape.length - 1];
	const padded = last % 2 === 0 ? last + 1 : last;
	const places = (sites / last) * padded;
	const bytes = (chunk: number, width: number) =>
		4 * (chunk * places + Math.max(rows * width, sums)) + spare;
	// Whole vectors of four first, as many as fit; then narrower ones.
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

/** Values of a line that a thread can hold, its temporaries beside them. */
const mostExtent = 128;
/** Values in workgroup memory beyond which more of them would only keep other workgroups away. */
const mostValues = 8192;
/** Threads of a SIMD unit, at most, on the GPUs there are. */
const unit = 32;
const mostOwned = 32;

/** Multiple of 32 that leaves the fewest threads idle over so many lines; enough that none owns too many sites. */
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
