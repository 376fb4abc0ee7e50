/**
 * Kernels on orbits to momenta and back, for many kernels at once:
 *
 *   W^_k = sum_o character[k][o] W_o = sum_z prod_mu cos(2 pi k_mu z_mu / L_mu) W_{o(z)}.
 *
 * It treats one direction after the other on the folded lattice 0 <= z_mu <= L_mu / 2. A sum of L =
 * m 2^p terms is cut p times. The terms of even z are such a sum of half the length, and those of
 * odd z change sign under k -> L/2 - k. If p is large, a line costs about L^2 / 12 multiplications.
 */
import type { Lattice } from "../../core/lattice.js";
import type { Orbits } from "./orbit.js";

export class OrbitTransform {
	/** Number of kernels at once. Rows are [width]. */
	readonly width: number;
	readonly #orbits: Orbits;
	readonly #axes: readonly Axis[];
	/** Orbit of each place of the folded lattice, and the number of displacements that fold to it. */
	readonly #orbitOf: Int32Array;
	readonly #images: Float64Array;
	/** The place of each orbit's representative. */
	readonly #places: Int32Array;
	readonly #rows: Float64Array;

	constructor(lattice: Lattice, orbits: Orbits, width: number) {
		this.width = width;
		this.#orbits = orbits;
		let places = 1;
		const axes: Axis[] = [];
		for (const extent of [...lattice.shape].reverse()) {
			axes.unshift({
				length: Math.floor(extent / 2) + 1,
				stride: places * width,
				sums: cosineSums(extent, width),
			});
			places *= Math.floor(extent / 2) + 1;
		}
		this.#axes = axes;
		this.#orbitOf = new Int32Array(places);
		this.#images = new Float64Array(places);
		for (let place = 0; place < places; place++) {
			let site = 0;
			let images = 1;
			for (const [mu, { length, stride }] of axes.entries()) {
				const z = Math.floor((place * width) / stride) % length;
				site += z * lattice.strides[mu];
				if (z > 0 && 2 * z < lattice.shape[mu]) images *= 2;
			}
			this.#orbitOf[place] = orbits.of[site];
			this.#images[place] = images;
		}
		this.#places = Int32Array.from(orbits.representative, (z) =>
			axes.reduce((sum, { stride }, mu) => sum + (z[mu] * stride) / width, 0),
		);
		this.#rows = new Float64Array(places * width);
	}

	/** `factor` W^ of kernels [orbits, width]. */
	forward(kernels: Float64Array, factor: number): Float64Array {
		const { width } = this;
		for (const [place, orbit] of this.#orbitOf.entries())
			scaled(
				kernels,
				orbit * width,
				factor * this.#images[place],
				this.#rows,
				place * width,
				width,
			);
		this.#sum();
		const out = new Float64Array(this.#orbits.count * width);
		for (const [orbit, place] of this.#places.entries())
			out.set(
				this.#rows.subarray(place * width, (place + 1) * width),
				orbit * width,
			);
		return out;
	}

	/** The transposed map: `factor` sum_k character[k][o] values_k. */
	transposed(values: Float64Array, factor: number): Float64Array {
		const { width } = this;
		this.#rows.fill(0);
		for (const [orbit, place] of this.#places.entries())
			scaled(values, orbit * width, factor, this.#rows, place * width, width);
		this.#sum();
		const out = new Float64Array(this.#orbits.count * width);
		for (const [place, orbit] of this.#orbitOf.entries())
			added(
				this.#rows,
				place * width,
				this.#images[place],
				out,
				orbit * width,
				width,
			);
		return out;
	}

	/** Sums along every direction, in place. */
	#sum(): void {
		for (const { length, stride, sums } of this.#axes) {
			const slab = length * stride;
			for (let start = 0; start < this.#rows.length; start += slab) {
				for (let first = start; first < start + stride; first += this.width)
					sums(this.#rows, first, stride);
			}
		}
	}
}

interface Axis {
	/** L / 2 + 1. */
	readonly length: number;
	/** Distance from one place to the next, counted in numbers. */
	readonly stride: number;
	readonly sums: ReturnType<typeof cosineSums>;
}

/**
 * g_k = sum_z f_z cos(2 pi k z / L), k and z from 0 to L / 2, of rows of `width` numbers: works in place on rows at
 * `first` that are `stride` apart.
 */
function cosineSums(extent: number, width: number) {
	let levels = 0;
	while ((extent >> levels) % 2 === 0) levels += 1;
	const cosines = Float64Array.from({ length: extent }, (_, i) =>
		Math.cos((2 * Math.PI * i) / extent),
	);
	// The result, and one row for sums over odd z.
	const work = new Float64Array((Math.floor(extent / 2) + 2) * width);
	const odd = work.length - width;
	return (rows: Float64Array, first: number, stride: number): void => {
		/** The terms z = start, start + step, ... up to L / 2, in the row at `to`. */
		const sum = (start: number, step: number, k: number, to: number): void => {
			work.fill(0, to, to + width);
			for (let z = start; 2 * z <= extent; z += step) {
				const cosine = cosines[(k * z) % extent];
				added(rows, first + z * stride, cosine, work, to, width);
			}
		};
		const base = extent >> levels;
		for (let k = 0; k <= base >> 1; k++) sum(0, 1 << levels, k, k * width);
		for (let level = levels - 1; level >= 0; level--) {
			const half = extent >> (level + 1);
			for (let k = 0; k <= half >> 1; k++) {
				// If the number of terms is even, the middle one has no odd part.
				if (2 * k === half) continue;
				sum(1 << level, 2 << level, k, odd);
				const low = k * width;
				const high = (half - k) * width;
				for (let i = 0; i < width; i++) {
					const even = work[low + i];
					work[low + i] = even + work[odd + i];
					work[high + i] = even - work[odd + i];
				}
			}
		}
		for (let k = 0; 2 * k <= extent; k++) {
			const from = k * width;
			const to = first + k * stride;
			for (let i = 0; i < width; i++) rows[to + i] = work[from + i];
		}
	};
}

function scaled(
	from: Float64Array,
	start: number,
	factor: number,
	to: Float64Array,
	at: number,
	width: number,
): void {
	for (let i = 0; i < width; i++) to[at + i] = factor * from[start + i];
}

function added(
	from: Float64Array,
	start: number,
	factor: number,
	to: Float64Array,
	at: number,
	width: number,
): void {
	for (let i = 0; i < width; i++) to[at + i] += factor * from[start + i];
}
