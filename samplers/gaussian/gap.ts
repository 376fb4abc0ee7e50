/**
 * The free field nearest to an interacting one in reverse Kullback-Leibler divergence, in closed form.
 * For S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + sum_n c_2n phi_x^2n ] and a Gaussian q of mean
 * 0 with propagator G_k,
 *
 *   E_q S - H(q) = sum_k kinetic khat^2 G_k + V sum_n c_2n (2n - 1)!! s^2n - 1/2 sum_k log(2 pi e G_k),
 *
 * with s^2 = <phi_x^2> = (1/V) sum_k G_k. It is stationary where G_k = 1 / (2 (kinetic khat^2 + M^2))
 * and M^2 = d/ds^2 of the potential's mean: the gap equation of the Gaussian effective potential
 * (P. M. Stevenson, Phys. Rev. D 32 (1985) 1389). One mass is the whole fit.
 */

import type { Polynomial } from "../../actions/action.js";
import { latticeMomenta } from "../../actions/scalar/free-field.js";
import { element } from "../../core/elements.js";
import type { Lattice } from "../../core/lattice.js";

/** G_k = 1 / (2 (kinetic khat^2 + mass2)) of every momentum, numbered like the sites. */
export function freePropagator(
	lattice: Lattice,
	kinetic: number,
	mass2: number,
): Float64Array {
	return latticeMomenta(lattice).map(
		(squared) => 1 / (2 * (kinetic * squared + mass2)),
	);
}

/** Range of M^2 that is searched, and the points of the first scan. */
const smallest = 1e-6;
const largest = 1e6;
const scan = 241;

/**
 * M^2 of the free field that minimises the divergence. Odd powers of the potential have mean 0 under
 * q and do not matter.
 */
export function gapMass2(lattice: Lattice, action: Polynomial): number {
	const momenta = latticeMomenta(lattice);
	const { kinetic, potential } = action;
	const divergence = (logMass2: number): number => {
		const mass2 = Math.exp(logMass2);
		let squares = 0;
		let value = 0;
		for (const squared of momenta) {
			const stiffness = kinetic * squared + mass2;
			squares += 1 / (2 * stiffness);
			value += (kinetic * squared) / (2 * stiffness) + Math.log(stiffness) / 2;
		}
		return (
			value + lattice.sites * meanPotential(potential, squares / lattice.sites)
		);
	};
	const step = Math.log(largest / smallest) / (scan - 1);
	let best = 0;
	let least = Number.POSITIVE_INFINITY;
	for (let i = 0; i < scan; i++) {
		const value = divergence(Math.log(smallest) + i * step);
		if (value < least) {
			least = value;
			best = i;
		}
	}
	const centre = Math.log(smallest) + best * step;
	return Math.exp(goldenSection(divergence, centre - step, centre + step));
}

/** Mean of the potential over a normal value of variance `variance`. */
function meanPotential(potential: readonly number[], variance: number): number {
	let value = 0;
	let moment = 1;
	for (let power = 0; power < potential.length; power += 2) {
		value += element(potential, power) * moment;
		moment *= (power + 1) * variance;
	}
	return value;
}

const golden = (Math.sqrt(5) - 1) / 2;

function goldenSection(
	f: (x: number) => number,
	from: number,
	to: number,
): number {
	let [a, b] = [from, to];
	for (let i = 0; i < 60; i++) {
		const left = b - golden * (b - a);
		const right = a + golden * (b - a);
		if (f(left) < f(right)) b = right;
		else a = left;
	}
	return (a + b) / 2;
}
