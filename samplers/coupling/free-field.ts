/**
 * The free field as the prior of a coupling flow,
 *
 *   phi = F^T a z,   a_k = 1 / sqrt(2 (M^2 + kinetic khat^2)),   khat^2 = 4 sum_mu sin^2(pi k_mu / L_mu),
 *
 * where F is the orthonormal real Fourier basis, so that S_0 = sum_x [ kinetic (d phi)^2 + M^2
 * phi^2 ] has the density exp(-S_0). Without it, a flow needs many layers to build the long-range
 * order. log M^2 may be trained.
 */
import { element } from "../../core/elements.js";
import type { Lattice } from "../../core/lattice.js";
import type { PriorConfig } from "./config.js";

export type FreeFieldConfig = Extract<PriorConfig, { kind: "freeField" }>;

/**
 * Orthonormal basis of functions on a ring, [mode][x]: the constant, cosines and sines in turn, the
 * alternating sign.
 */
export function realFourier(extent: number): Float64Array {
	const basis = new Float64Array(extent * extent);
	for (let mode = 0; mode < extent; mode++) {
		const k = waveNumber(mode);
		for (let x = 0; x < extent; x++) {
			const angle = (2 * Math.PI * k * x) / extent;
			const lonely = mode === 0 || 2 * k === extent;
			const length = Math.sqrt((lonely ? 1 : 2) / extent);
			const wave =
				mode % 2 === 1 || mode === 0 ? Math.cos(angle) : Math.sin(angle);
			basis[mode * extent + x] = length * wave;
		}
	}
	return basis;
}

function waveNumber(mode: number): number {
	return Math.ceil(mode / 2);
}

/** khat^2 of every mode, [V]. */
export function latticeMomenta(lattice: Lattice): Float64Array {
	return new Float64Array(lattice.sites).map((_, mode) => {
		let momentum = 0;
		for (const [mu, extent] of lattice.shape.entries()) {
			const index = Math.floor(mode / element(lattice.strides, mu)) % extent;
			const sine = Math.sin((Math.PI * waveNumber(index)) / extent);
			momentum += 4 * sine * sine;
		}
		return momentum;
	});
}

/** a_k for a given log M^2, and the sum of log a_k. */
export function amplitudes(
	momenta: Float64Array,
	kinetic: number,
	logMass2: number,
): { readonly values: Float64Array; readonly logVolume: number } {
	const mass2 = Math.exp(logMass2);
	let logVolume = 0;
	const values = momenta.map((momentum) => {
		const width = 2 * (mass2 + kinetic * momentum);
		logVolume -= 0.5 * Math.log(width);
		return 1 / Math.sqrt(width);
	});
	return { values, logVolume };
}
