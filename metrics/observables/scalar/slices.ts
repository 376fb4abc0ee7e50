/**
 * Sums of the field over the slices orthogonal to one direction, P(s) = sum over x with x_mu = s.
 * Zero-momentum correlators and momenta along one axis need only these.
 */
import type { Lattice } from "../../../core/lattice.js";

/** Slice sums of the configuration that starts at `first`; writes `lattice.shape[mu]` numbers to `out`. */
export function sliceSums(
	fields: Float32Array | Float64Array,
	first: number,
	{ sites, shape, strides }: Lattice,
	mu: number,
	out: Float64Array,
): void {
	const extent = shape[mu];
	const stride = strides[mu];
	out.fill(0, 0, extent);
	const end = first + sites;
	if (stride === 1) {
		for (let start = first; start < end; start += extent) {
			for (let s = 0; s < extent; s++) out[s] += fields[start + s];
		}
		return;
	}
	for (let x = first; x < end; ) {
		for (let s = 0; s < extent; s++) {
			let sum = 0;
			for (const stop = x + stride; x < stop; x++) sum += fields[x];
			out[s] += sum;
		}
	}
}
