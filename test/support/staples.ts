/**
 * Staples: what closes a link U_mu(x) to the 2(d-1) plaquettes that contain it,
 *
 *   Sigma = sum_{nu != mu} [ U_nu(x+mu) U_mu(x+nu)^+ U_nu(x)^+  +  U_nu(x+mu-nu)^+ U_mu(x-nu)^+ U_nu(x-nu) ],
 *
 * so that M = U Sigma has Re tr M = sum of Re tr P, and the part of S that the link is in is -(beta/N) Re tr (U Sigma).
 */

import type { LinkAlgebra } from "../../actions/gauge/links/algebra.js";
import { type Lattice, neighbours } from "../../core/lattice.js";

/** Writes Sigma of link (mu, x) to `out`, `reals` numbers. Links are [mu, site, reals]. */
export type Staples = (
	links: Float64Array,
	mu: number,
	x: number,
	out: Float64Array,
) => void;

export function staplesOf(algebra: LinkAlgebra, lattice: Lattice): Staples {
	const { sites, dimension } = lattice;
	const { reals, multiply, multiplyDagger, daggerMultiply } = algebra;
	const near = neighbours(lattice);
	const width = 2 * dimension;
	const first = new Float64Array(reals);
	const second = new Float64Array(reals);
	return (links, mu, x, out) => {
		out.fill(0);
		const ahead = near[x * width + 2 * mu];
		for (let nu = 0; nu < dimension; nu++) {
			if (nu === mu) continue;
			const link = (direction: number, site: number) =>
				(direction * sites + site) * reals;
			const above = near[x * width + 2 * nu];
			multiplyDagger(links, link(nu, ahead), links, link(mu, above), first, 0);
			multiplyDagger(first, 0, links, link(nu, x), second, 0);
			for (let i = 0; i < reals; i++) out[i] += second[i];
			const below = near[x * width + 2 * nu + 1];
			const across = near[ahead * width + 2 * nu + 1];
			multiply(links, link(mu, below), links, link(nu, across), first, 0);
			daggerMultiply(first, 0, links, link(nu, below), second, 0);
			for (let i = 0; i < reals; i++) out[i] += second[i];
		}
	};
}
