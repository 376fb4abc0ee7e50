/**
 * Series of measurements in the memory of a kernel (core/statistics/chains/simd/series.wasm.ts). Those of the last
 * call stay there, because passes over the same series follow one another.
 */
import { element } from "../../elements.js";
import { type Heap, loadKernel } from "../../kernels/load.js";
import { asLongAs } from "./one-piece.js";

/** Zeros behind a series, enough for most lags that are summed directly; fewer where series are short. */
const usualGap = 136;

type SeriesKernel = ReturnType<
	typeof loadKernel<"core/statistics/chains/simd/series">
>;

interface Resident {
	readonly exports: SeriesKernel["exports"];
	/** Number of series, and address of the kernel's table of them. */
	readonly count: number;
	readonly table: number;
	/** Memory of the kernel, free until the next call. */
	scratch(): Heap;
	/**
	 * The values, which a pass may have changed, as new series in one piece of memory. They stay resident in place of
	 * those before.
	 */
	taken(): Float64Array[];
}

let kernel: SeriesKernel | undefined;
let present:
	| {
			/** Whoever dropped them needs their memory. */
			readonly series: WeakRef<readonly Float64Array[]>;
			readonly gap: number;
			readonly resident: Resident;
	  }
	| undefined;

/**
 * @param series which do not change any more
 * @param ahead how many zeros a pass needs behind each
 */
export function resident(series: readonly Float64Array[], ahead = 0): Resident {
	if (present?.series.deref() === series && ahead <= present.gap)
		return present.resident;
	present = undefined;
	kernel ??= loadKernel("core/statistics/chains/simd/series");
	const { heap, exports } = kernel;
	heap.reset();
	let longest = 0;
	let places = 0;
	for (const { length } of series) {
		places += length;
		longest = Math.max(longest, length);
	}
	const gap = Math.max(ahead, Math.min(usualGap, longest));
	// One zero more, and series begin at even places.
	const table = heap.int32(2 * series.length);
	const values = heap.float64(places + (gap + 2) * series.length);
	const { view } = values;
	const starts: number[] = [];
	let at = 0;
	series.forEach((one, r) => {
		starts.push(at);
		view.set(one, at);
		const end = at + one.length;
		table.view[2 * r] = values.address + 8 * at;
		table.view[2 * r + 1] = one.length;
		at = end + gap + 1 + ((one.length + gap + 1) % 2);
		view.fill(0, end, at);
	});
	const mark = heap.mark();
	const own: Resident = {
		exports,
		count: series.length,
		table: table.address,
		scratch() {
			heap.reset(mark);
			return heap;
		},
		taken() {
			const found = asLongAs(series);
			const { view } = values;
			found.forEach((one, r) => {
				const start = element(starts, r);
				one.set(view.subarray(start, start + one.length));
			});
			present = { series: new WeakRef(found), gap, resident: own };
			return found;
		},
	};
	present = { series: new WeakRef(series), gap, resident: own };
	return own;
}
