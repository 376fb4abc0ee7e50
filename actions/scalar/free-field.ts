/**
 * Free scalar field, S = sum_x [ sum_mu (phi_{x+mu} - phi_x)^2 + m2 phi_x^2 ] with m2 > 0. The theory is
 * Gaussian and every moment is known, so it is the ground truth of the suite. In momentum space
 * S = sum_k (m2 + khat^2) |phi_k|^2 / V with khat^2 = 4 sum_mu sin^2(k_mu / 2), so
 *
 *   <|phi_k|^2> / V = 1 / (2 (m2 + khat^2)),   log Z = (V/2) log pi - 1/2 sum_k log(m2 + khat^2).
 */

import { z } from "zod";
import { element } from "../../core/elements.js";
import { coordinate, type Lattice } from "../../core/lattice.js";
import type { ActionDefinition } from "../action.js";
import { scalarAction } from "./scalar-action.js";

export type FreeFieldParameters = { readonly m2: number };

export const freeField: ActionDefinition<FreeFieldParameters> = {
	name: "free-field",
	label: "S = Σ_x [Σ_μ (φ_{x+μ} − φ_x)² + m2 φ_x²], m2 > 0",
	reference: "Gaussian integral",
	symbol: "free field",
	parameters: z.strictObject({ m2: z.number().positive() }),
	couplings: { m2: "m²" },
	create(lattice, parameters) {
		return scalarAction(
			"free-field",
			lattice,
			parameters,
			{ kinetic: 1, potential: [0, 0, parameters.m2] },
			exactValues(lattice, parameters.m2),
		);
	},
};

/** khat^2 of every momentum, numbered like the sites. */
export function latticeMomenta(lattice: Lattice): Float64Array {
	const squares = new Float64Array(lattice.sites);
	for (let k = 0; k < lattice.sites; k++) {
		let sum = 0;
		for (const [mu, extent] of lattice.shape.entries()) {
			const sine = Math.sin((Math.PI * coordinate(lattice, k, mu)) / extent);
			sum += 4 * sine * sine;
		}
		squares[k] = sum;
	}
	return squares;
}

/** Exact expectation values, by observable name. */
function exactValues(lattice: Lattice, m2: number): Record<string, number> {
	const { sites } = lattice;
	let propagator = 0; // <phi_x^2>
	let logDeterminant = 0;
	let neighbour = 0; // <phi_x phi_{x+mu}>, averaged over mu
	const momenta = latticeMomenta(lattice);
	for (let k = 0; k < sites; k++) {
		const eigenvalue = m2 + element(momenta, k);
		propagator += 1 / (2 * eigenvalue * sites);
		logDeterminant += Math.log(eigenvalue);
		neighbour +=
			(1 - element(momenta, k) / (2 * lattice.dimension)) /
			(2 * eigenvalue * sites);
	}
	const magnetization2 = 1 / (2 * m2 * sites); // m is Gaussian
	let lowest = 0; // <|phi_k|^2>/V at k = 2 pi / L_mu, averaged over mu
	for (const extent of lattice.shape) {
		const squared = 4 * Math.sin(Math.PI / extent) ** 2;
		lowest += 1 / (2 * (m2 + squared) * lattice.dimension);
	}
	return {
		magnetization: 0,
		absMagnetization: Math.sqrt((2 * magnetization2) / Math.PI),
		magnetization2,
		magnetization4: 3 * magnetization2 ** 2,
		phi2: propagator,
		phi4: 3 * propagator ** 2,
		isingEnergy: neighbour,
		actionDensity: 0.5,
		twoPoint0: 1 / (2 * m2),
		twoPointK1: lowest,
		susceptibility: 1 / (2 * m2),
		connectedSusceptibility: (1 / (2 * m2)) * (1 - 2 / Math.PI),
		binder: 0,
		logZ: (sites / 2) * Math.log(Math.PI) - logDeterminant / 2,
	};
}
