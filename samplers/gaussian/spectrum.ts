/**
 * A Gaussian density of one real number per site that is diagonal in momentum space:
 *
 *   q(phi) = prod_k (2 pi G_k)^(-1/2) exp(-h_k^2 / (2 G_k)),     h = Hartley transform of phi - mean,
 *
 * where G_k = <|phi_k|^2> / V is the propagator. The transform is orthogonal (samplers/gaussian/hartley.ts), so log
 * q is exact and normalised.
 */

import type { Lattice } from "../../core/lattice.js";
import { fillNormal, type Random } from "../../core/random.js";
import { hartleyTransform } from "./hartley.js";

export class GaussianDensity {
	readonly lattice: Lattice;
	/** G_k of every momentum, numbered like the sites, all positive. */
	readonly propagator: Float64Array;
	/** The same for every site. */
	readonly mean: number;
	readonly #transform: ReturnType<typeof hartleyTransform>;
	/** Square roots of G_k. */
	readonly #widths: Float64Array;
	/** log q of the mean: minus half the sum of log(2 pi G_k). */
	readonly peak: number;

	/** @throws RangeError unless every G_k is positive and finite */
	constructor(lattice: Lattice, propagator: Float64Array, mean = 0) {
		let logVolume = 0;
		for (const variance of propagator) {
			if (!(variance > 0 && Number.isFinite(variance)))
				throw new RangeError(
					`the variance of a mode is positive, got ${variance}`,
				);
			logVolume += Math.log(2 * Math.PI * variance);
		}
		this.lattice = lattice;
		this.propagator = propagator;
		this.mean = mean;
		this.#transform = hartleyTransform(lattice);
		this.#widths = propagator.map(Math.sqrt);
		this.peak = -logVolume / 2;
	}

	/** Independent configurations [count, V] and log q of each. They depend on the position of the stream alone. */
	draw(
		random: Random,
		count: number,
	): { readonly fields: Float64Array; readonly logDensity: Float64Array } {
		const { sites } = this.lattice;
		const fields = new Float64Array(count * sites);
		const logDensity = new Float64Array(count).fill(this.peak);
		for (let i = 0; i < count; i++) {
			const from = i * sites;
			fillNormal(random, fields.subarray(from, from + sites));
			for (let k = 0; k < sites; k++) {
				logDensity[i] -= fields[from + k] ** 2 / 2;
				fields[from + k] *= this.#widths[k];
			}
			this.#transform(fields, from);
			if (this.mean !== 0)
				for (let x = from; x < from + sites; x++) fields[x] += this.mean;
		}
		return { fields, logDensity };
	}

	/** log q of configurations [count, V]. */
	logDensity(fields: Float32Array | Float64Array): Float64Array {
		const { sites } = this.lattice;
		const modes = new Float64Array(sites);
		return Float64Array.from({ length: fields.length / sites }, (_, i) => {
			for (let x = 0; x < sites; x++)
				modes[x] = fields[i * sites + x] - this.mean;
			this.#transform(modes);
			let value = this.peak;
			for (let k = 0; k < sites; k++)
				value -= modes[k] ** 2 / (2 * this.propagator[k]);
			return value;
		});
	}
}
