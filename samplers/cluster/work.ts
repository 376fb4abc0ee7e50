/** Counts the arithmetic of cluster updates. */
import type { FieldSpace } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import { linksOf } from "../work.js";

/**
 * Of embedded Ising clusters that hold `visited` sites in all. A bond compares a variate with 4 kinetic phi_x phi_y. A
 * single cluster tries the bonds on all sides of its sites, a decomposition each bond of the lattice once.
 */
export function signClusterOperations(
	lattice: Lattice,
	kind: "wolff" | "swendsenWang",
	visited: number,
): number {
	const links = linksOf(lattice);
	return visited * (1 + (kind === "wolff" ? links : links / 2));
}

/**
 * Of clusters of unit vectors that hold `visited` sites in all, of which `reflected` are reflected, in `directions`
 * directions: r.s of every site, the bonds of those in clusters, s - 2 (r.s) r.
 */
export function spinClusterOperations(
	{ lattice, components }: FieldSpace,
	directions: number,
	visited: number,
	reflected: number,
): number {
	const projections = directions * lattice.sites * (2 * components - 1);
	return (
		projections +
		visited * (1 + linksOf(lattice)) +
		reflected * (1 + 2 * components)
	);
}
