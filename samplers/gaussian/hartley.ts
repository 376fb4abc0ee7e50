/**
 * Discrete Hartley transform over every direction of a lattice, in float64:
 *
 *   h_k = V^(-1/2) sum_x prod_mu cas(2 pi k_mu x_mu / L_mu) f_x,     cas = cos + sin.
 *
 * It is real, symmetric and its own inverse. It makes every operator diagonal that commutes with
 * translations and with the reflection of each direction, with the same eigenvalues as the Fourier
 * transform: so for such a theory <h_k^2> = <|phi_k|^2> / V, and different h_k are uncorrelated.
 * Lines of even length are halved (R. N. Bracewell, J. Opt. Soc. Am. 73 (1983) 1832).
 *
 *   const transform = hartleyTransform(lattice);
 *   transform(field); // [V], in place
 *   transform(field); // back again
 */
import type { Lattice } from "../../core/lattice.js";

/** Transforms one configuration, the numbers `from` ... `from + V - 1` of `field`, in place. */
export type HartleyTransform = (
	field: Float32Array | Float64Array,
	from?: number,
) => void;

/** Lines of this length or less are summed directly. */
const shortest = 4;

export function hartleyTransform({
	shape,
	strides,
	sites,
}: Lattice): HartleyTransform {
	const longest = Math.max(...shape);
	const line = new Float64Array(longest);
	const image = new Float64Array(longest);
	const lines = shape.map((extent) => lineTransform(extent));
	const scale = 1 / Math.sqrt(sites);
	return (field, from = 0) => {
		for (const [mu, extent] of shape.entries()) {
			if (extent === 1) continue;
			const stride = strides[mu];
			for (let slab = from; slab < from + sites; slab += stride * extent)
				for (let first = slab; first < slab + stride; first++) {
					for (let x = 0; x < extent; x++) line[x] = field[first + x * stride];
					lines[mu](line, 0, 1, image);
					for (let k = 0; k < extent; k++) field[first + k * stride] = image[k];
				}
		}
		for (let x = from; x < from + sites; x++) field[x] *= scale;
	};
}

/** Writes sum_x cas(2 pi k x / L) in[start + x step], k = 0 ... L - 1, to out[k]. */
type LineTransform = (
	input: Float64Array,
	start: number,
	step: number,
	out: Float64Array,
) => void;

function lineTransform(extent: number): LineTransform {
	if (extent % 2 !== 0 || extent <= shortest) return direct(extent);
	const half = extent / 2;
	const inner = lineTransform(half);
	const angles = Array.from(
		{ length: half },
		(_, k) => (2 * Math.PI * k) / extent,
	);
	const cosines = Float64Array.from(angles, Math.cos);
	const sines = Float64Array.from(angles, Math.sin);
	const even = new Float64Array(half);
	const odd = new Float64Array(half);
	return (input, start, step, out) => {
		inner(input, start, 2 * step, even);
		inner(input, start + step, 2 * step, odd);
		for (let k = 0; k < half; k++) {
			const turned = cosines[k] * odd[k] + sines[k] * odd[(half - k) % half];
			out[k] = even[k] + turned;
			out[half + k] = even[k] - turned;
		}
	};
}

function direct(extent: number): LineTransform {
	const table = Float64Array.from({ length: extent * extent }, (_, i) => {
		const angle =
			(2 * Math.PI * ((Math.floor(i / extent) * (i % extent)) % extent)) /
			extent;
		return Math.cos(angle) + Math.sin(angle);
	});
	return (input, start, step, out) => {
		for (let k = 0; k < extent; k++) {
			let sum = 0;
			for (let x = 0; x < extent; x++)
				sum += table[k * extent + x] * input[start + x * step];
			out[k] = sum;
		}
	};
}
