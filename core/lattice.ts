/**
 * Periodic hypercubic lattices. Sites are numbered row-major: the last direction runs fastest.
 */

/** A periodic lattice of the given shape, for example [6, 6]. */
export interface Lattice {
	/** Extent of each direction, at least 1 each. */
	readonly shape: readonly number[];
	/** Number of directions d. */
	readonly dimension: number;
	/** Number of sites V, the product of the extents. */
	readonly sites: number;
	/** strides[mu] = distance in memory between neighbours in direction mu. */
	readonly strides: readonly number[];
}

/** @throws RangeError unless every extent is a positive integer and V fits in 31 bits. */
export function createLattice(shape: readonly number[]): Lattice {
	if (shape.length === 0)
		throw new RangeError("a lattice needs at least one direction");
	for (const extent of shape) {
		if (!Number.isInteger(extent) || extent < 1) {
			throw new RangeError(
				`lattice extents are positive integers, got [${shape.join(", ")}]`,
			);
		}
	}
	const strides = new Array<number>(shape.length);
	let sites = 1;
	for (let mu = shape.length - 1; mu >= 0; mu--) {
		strides[mu] = sites;
		sites *= shape[mu];
	}
	if (sites > 0x7fffffff)
		throw new RangeError(`a lattice of ${sites} sites is too large`);
	return { shape: [...shape], dimension: shape.length, sites, strides };
}

/** Coordinate of `site` along direction `mu`. */
export function coordinate(lattice: Lattice, site: number, mu: number): number {
	return Math.floor(site / lattice.strides[mu]) % lattice.shape[mu];
}

/** Site reached from `site` by `distance` steps (either sign) along direction `mu`, with periodic wrap. */
export function shifted(
	lattice: Lattice,
	site: number,
	mu: number,
	distance: number,
): number {
	const extent = lattice.shape[mu];
	const from = coordinate(lattice, site, mu);
	const to = (((from + distance) % extent) + extent) % extent;
	return site + (to - from) * lattice.strides[mu];
}

/**
 * The 2d neighbours of every site: entry `site * 2d + 2mu` is x + mu, the next one x - mu.
 * In a direction of extent 2 both are the same site, so such a link counts twice, as the sum over
 * sites and directions says; in a direction of extent 1 a site is its own neighbour.
 */
export function neighbours(lattice: Lattice): Int32Array {
	const { dimension, sites } = lattice;
	const table = new Int32Array(sites * 2 * dimension);
	for (let site = 0; site < sites; site++) {
		for (let mu = 0; mu < dimension; mu++) {
			const entry = site * 2 * dimension + 2 * mu;
			table[entry] = shifted(lattice, site, mu, 1);
			table[entry + 1] = shifted(lattice, site, mu, -1);
		}
	}
	return table;
}

/** Checkerboard colour of a site: the parity of the sum of its coordinates. */
export function parity(lattice: Lattice, site: number): 0 | 1 {
	let sum = 0;
	for (let mu = 0; mu < lattice.dimension; mu++)
		sum += coordinate(lattice, site, mu);
	return (sum & 1) as 0 | 1;
}
