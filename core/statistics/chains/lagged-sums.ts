/** Sums of lagged products by plain sums in a kernel: the cheapest way to the first lags of a series. */
import { resident } from "./resident.js";

/** Lags that the kernel takes in one pass. */
const group = 8;

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
	const own = resident(replicas, from + lags);
	const out = own.scratch().float64(lags);
	out.view.fill(0);
	own.exports.laggedSums(own.count, own.table, from, lags, out.address);
	return out.view.slice();
}
