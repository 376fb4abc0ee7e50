/**
 * Orbits of lattice displacements under the hypercubic group: reflections of every direction, and
 * exchanges of directions with equal extent. A kernel that is constant on orbits commutes with the
 * whole symmetry group of the lattice. A square lattice of extent L has (n+1)(n+2)/2 orbits with n
 * = floor(L/2), as in Gerdes et al., arXiv:2207.00283.
 *
 * Momenta have the same orbits, and the Fourier transform of such a kernel is real:
 *
 *   W^_k = sum_o character[k][o] W_o,     character[k][o] = sum_{z in o} prod_mu cos(2 pi k_mu z_mu / L_mu).
 */
import { element, groupBy } from "../../core/elements.js";
import { coordinate, type Lattice } from "../../core/lattice.js";

export interface Orbits {
	readonly count: number;
	/** Orbit of each displacement, or momentum. They are numbered like sites. Orbit 0 is the origin alone. */
	readonly of: Int32Array;
	/** Number of members of each orbit. */
	readonly size: Int32Array;
	/** One member of each orbit, as coordinates 0 ... L/2. */
	readonly representative: readonly (readonly number[])[];
}

export function orbitsOf(lattice: Lattice): Orbits {
	const sites = Array.from({ length: lattice.sites }, (_, site) => site);
	const found = groupBy(sites, (site) => fold(lattice, site).join(","));
	const ordered = [...found.values()]
		.map((members) => ({ members, folded: fold(lattice, element(members, 0)) }))
		.sort((a, b) => compare(a, b));
	const of = new Int32Array(lattice.sites);
	for (const [index, { members }] of ordered.entries()) {
		for (const site of members) of[site] = index;
	}
	return {
		count: ordered.length,
		of,
		size: Int32Array.from(ordered, ({ members }) => members.length),
		representative: ordered.map(({ folded }) => folded),
	};
}

/** [count x count], row k, column o. */
export function characters(lattice: Lattice, orbits: Orbits): Float64Array {
	const { count, representative } = orbits;
	const matrix = new Float64Array(count * count);
	for (let site = 0; site < lattice.sites; site++) {
		const column = orbits.of[site];
		for (let row = 0; row < count; row++) {
			let product = 1;
			for (let mu = 0; mu < lattice.dimension; mu++) {
				const turns =
					(representative[row][mu] * coordinate(lattice, site, mu)) /
					lattice.shape[mu];
				product *= Math.cos(2 * Math.PI * turns);
			}
			matrix[row * count + column] += product;
		}
	}
	return matrix;
}

/** sum_mu 4 sin^2(k_mu / 2) of each orbit of momenta. */
export function latticeMomenta(lattice: Lattice, orbits: Orbits): Float64Array {
	return Float64Array.from(orbits.representative, (k) =>
		k.reduce(
			(sum, integer, mu) =>
				sum + 4 * Math.sin((Math.PI * integer) / lattice.shape[mu]) ** 2,
			0,
		),
	);
}

/** Coordinates folded to 0 ... L/2. Directions of equal extent are in descending order. */
function fold(lattice: Lattice, site: number): number[] {
	const folded = lattice.shape.map((extent, mu) => {
		const x = coordinate(lattice, site, mu);
		return Math.min(x, extent - x);
	});
	for (const extent of new Set(lattice.shape)) {
		const axes = lattice.shape.flatMap((e, mu) => (e === extent ? [mu] : []));
		const values = axes.map((mu) => folded[mu]).sort((a, b) => b - a);
		for (const [i, mu] of axes.entries()) folded[mu] = values[i];
	}
	return folded;
}

function compare(
	a: { folded: readonly number[] },
	b: { folded: readonly number[] },
): number {
	for (const [mu, value] of a.folded.entries()) {
		if (value !== b.folded[mu]) return value - b.folded[mu];
	}
	return 0;
}
