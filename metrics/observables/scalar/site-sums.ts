/**
 * All that the observables of a real scalar field need, in one pass over the sites of each configuration
 * (metrics/observables/scalar/simd/sums.wasm.ts), in float64.
 */
import type { Polynomial } from "../../../actions/action.js";
import { type Block, loadKernel } from "../../../core/kernels/load.js";
import type { Lattice } from "../../../core/lattice.js";
import { shifted } from "../../../core/lattice.js";
import { once } from "../../same-fields.js";

type Fields = Float32Array | Float64Array;

/** Arrays of one number for each configuration; not to be changed. */
export interface SiteSums {
	/** (1/V) sum phi, (1/V) sum phi^2 and (1/V) sum phi^4. */
	readonly mean: Float64Array;
	readonly phi2: Float64Array;
	readonly phi4: Float64Array;
	/** (1/V) sum of phi_x phi_{x+mu} over x and the directions of more than one site. */
	readonly hopping: Float64Array;
	/** |phi~(2 pi e_mu / L_mu)|^2 / V of each direction. */
	readonly modes: readonly Float64Array[];
	/** sum_s P(s) P(s + t) over the directions of largest extent T, t = 0 ... floor(T / 2); P sums over slices. */
	readonly correlator: readonly Float64Array[];
	/** (1/V) sums of phi g, sum_mu phi_{x+mu} g, g, g^2 - d2S/dphi^2, phi^2 (phi g - 3), where a polynomial was given. */
	readonly dyson: readonly Float64Array[];
}

/**
 * [count, ...shape] -> sums.
 * @param polynomial of the action; a block that was summed with one is not summed again without, or with the same
 */
export function siteSums(
	fields: Fields,
	lattice: Lattice,
	polynomial?: Polynomial,
): SiteSums {
	const sum = () => {
		if (pass?.lattice !== lattice) pass = new SitePass(lattice);
		return pass.sums(fields, polynomial);
	};
	const first = once(fields, siteSums, () => ({ polynomial, sums: sum() }));
	if (polynomial === undefined || polynomial === first.polynomial)
		return first.sums;
	return once(fields, polynomial, sum);
}

/** Directions of more than one site. */
export function wideDirections({ shape }: Lattice): number[] {
	return shape.flatMap((extent, mu) => (extent > 1 ? [mu] : []));
}

/** Bytes of fields that are summed in one call: they stay in the cache. */
const chunkBytes = 2 ** 18;
/** Columns in front of the modes. */
const moments = 4;
const residuals = 5;

let kernel:
	| ReturnType<typeof loadKernel<"metrics/observables/scalar/simd/sums">>
	| undefined;
let pass: SitePass | undefined;

/** The kernel with the tables of one lattice. A new one takes the memory of the one before. */
class SitePass {
	readonly lattice: Lattice;
	readonly #kernel;
	readonly #mark: number;
	readonly #lags: number;

	constructor(lattice: Lattice) {
		kernel ??= loadKernel("metrics/observables/scalar/simd/sums");
		this.lattice = lattice;
		this.#kernel = kernel;
		const { sites, dimension, shape, strides } = lattice;
		const { heap, exports } = kernel;
		heap.reset();
		const longest = Math.max(...shape);
		const wide = wideDirections(lattice);
		const table = (values: readonly number[]): number => {
			const block = heap.int32(values.length);
			block.view.set(values);
			return block.address;
		};
		const extents = table(shape);
		const steps = table(strides);
		const near = heap.int32(2 * wide.length * sites);
		for (let x = 0, at = 0; x < sites; x++)
			for (const mu of wide) {
				near.view[at++] = 16 * shifted(lattice, x, mu, 1);
				near.view[at++] = 16 * shifted(lattice, x, mu, -1);
			}
		const waves = heap.float64(2 * shape.reduce((sum, T) => sum + T, 0));
		let at = 0;
		for (const extent of shape) {
			for (let s = 0; s < extent; s++) {
				const angle = ((2 * Math.PI) / extent) * s;
				waves.view[at + s] = Math.cos(angle);
				waves.view[at + extent + s] = Math.sin(angle);
			}
			at += 2 * extent;
		}
		const scratch = heap.float64(2 * (sites + 2 * longest + 4));
		exports.configure(
			sites,
			dimension,
			wide.length,
			extents,
			steps,
			near.address,
			waves.address,
			scratch.address,
			longest,
		);
		this.#lags = Math.floor(longest / 2) + 1;
		this.#mark = heap.mark();
	}

	sums(fields: Fields, polynomial: Polynomial | undefined): SiteSums {
		const { sites, dimension } = this.lattice;
		const { heap, exports } = this.#kernel;
		heap.reset(this.#mark);
		const single = fields instanceof Float32Array;
		const bytes = sites * (single ? 4 : 8);
		const count = fields.length / sites;
		const chunk = Math.min(
			count + (count % 2),
			Math.max(2, 2 * Math.floor(chunkBytes / bytes / 2)),
		);
		const block = single
			? heap.float32(chunk * sites)
			: heap.float64(chunk * sites);
		const { address, terms } = this.#coefficients(polynomial);
		const columns = moments + residuals + dimension + this.#lags;
		// Lags are written four at a time.
		const out = heap.float64((columns + 3) * chunk);
		const found = Array.from(
			{ length: columns },
			() => new Float64Array(count),
		);
		for (let first = 0; first < count; first += chunk) {
			const here = Math.min(chunk, count - first);
			block.view.set(fields.subarray(first * sites, (first + here) * sites));
			exports.measure(
				here,
				single,
				block.address,
				address,
				terms,
				out.address,
				chunk,
			);
			const { view } = out;
			for (let k = 0; k < columns; k++) {
				const scale = k < moments + residuals + dimension ? sites : 1;
				const column = found[k];
				for (let i = 0, at = k * chunk; i < here; i++)
					column[first + i] = view[at + i] / scale;
			}
		}
		const [mean, phi2, phi4, hopping] = found;
		const modes = moments + residuals;
		return {
			mean,
			phi2,
			phi4,
			hopping,
			dyson: polynomial === undefined ? [] : found.slice(moments, modes),
			modes: found.slice(modes, modes + dimension),
			correlator: found.slice(modes + dimension),
		};
	}

	/** 2 K, the curvature of the kinetic term, and the coefficients of V' and of V'', as many of each. */
	#coefficients(polynomial: Polynomial | undefined): {
		readonly address: number;
		readonly terms: number;
	} {
		if (polynomial === undefined) return { address: 0, terms: 0 };
		const { kinetic, potential } = polynomial;
		const first = potential.map((c, k) => c * k).slice(1);
		const second = first.map((c, k) => c * k).slice(1);
		const terms = Math.max(1, first.length);
		const block: Block<Float64Array> = this.#kernel.heap.float64(2 + 2 * terms);
		const wide = wideDirections(this.lattice).length;
		block.view.fill(0);
		block.view.set([2 * kinetic, 4 * kinetic * wide, ...first]);
		block.view.set(second, 2 + terms);
		return { address: block.address, terms };
	}
}
