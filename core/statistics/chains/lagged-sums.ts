/** Sums of lagged products by plain sums in a kernel: the cheapest way to the first lags of a series. */
import { type Block, type Heap, loadKernel } from "../../kernels/load.js";

/** Lags that the kernel takes in one pass. */
const group = 8;
/** Measurements that are summed in one call: they stay in the cache for all lags. An even number. */
const chunk = 2048;

let kernel:
	| ReturnType<typeof loadKernel<"core/statistics/chains/simd/series">>
	| undefined;

/**
 * sum_r sum_i x^{i,r} x^{i+t,r} for t = from ... from + lags - 1; lags beyond a replica's length add nothing.
 * @param lags a multiple of 8
 */
export function laggedSums(
	replicas: readonly Float64Array[],
	from: number,
	lags: number,
): Float64Array {
	if (lags % group !== 0)
		throw new RangeError(`lags come in groups of ${group}, not ${lags}`);
	kernel ??= loadKernel("core/statistics/chains/simd/series");
	const { exports, heap } = kernel;
	heap.reset();
	const ahead = from + lags;
	const out = zeros(heap, lags);
	const series = zeros(heap, chunk + ahead + 1);
	const { view } = series;
	for (const replica of replicas) {
		for (let at = 0; at < replica.length; at += chunk) {
			const seen = Math.min(replica.length - at, chunk + ahead);
			view.set(replica.subarray(at, at + seen));
			view.fill(0, seen);
			const here = Math.min(chunk, seen);
			exports.laggedSums(here, series.address, from, lags, out.address);
		}
	}
	return out.view.slice();
}

function zeros(heap: Heap, length: number): Block<Float64Array> {
	const block = heap.float64(length);
	block.view.fill(0);
	return block;
}
