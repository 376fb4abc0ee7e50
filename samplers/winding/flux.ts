/**
 * A proposal that changes the topological charge of two-dimensional U(1) links: s = +-1 units of uniform flux d = 2 pi s/V
 * on every plaquette. On a lattice of extents L0, L1 the links
 *
 *   theta_0(i, j) -= j d,   theta_1(i, L1 - 1) += i L1 d
 *
 * do this, and close because V d is a multiple of 2 pi. S changes by beta sum [cos P - cos(P + d)], about beta <cos P>
 * (2 pi)^2 / (2 V); the proposal is symmetric, so that Metropolis' test makes it exact. No tuning. The idea of winding
 * Hamiltonian Monte Carlo (D. Albandea et al., arXiv:2106.14234), with flux over the whole torus.
 */
import type { Lattice } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";

/** @returns the proposal on links [mu, site, re, im], in place; whether it was accepted */
export function fluxProposal(
	{ shape, sites }: Lattice,
	beta: number,
	energy: (links: Float64Array) => number,
): (links: Float64Array, random: Random) => boolean {
	const [, second] = shape;
	const unit = (2 * Math.PI) / sites;
	/** Multiplies a link by exp(i angle). */
	const turn = (links: Float64Array, link: number, angle: number) => {
		const [c, s] = [Math.cos(angle), Math.sin(angle)];
		const re = links[2 * link];
		const im = links[2 * link + 1];
		links[2 * link] = c * re - s * im;
		links[2 * link + 1] = c * im + s * re;
	};
	const proposal = new Float64Array(4 * sites);
	return (links, random) => {
		const flux = random.uniform() < 0.5 ? unit : -unit;
		proposal.set(links);
		for (let x = 0; x < sites; x++) {
			const [i, j] = [Math.floor(x / second), x % second];
			turn(proposal, x, -j * flux);
			if (j === second - 1) turn(proposal, sites + x, i * second * flux);
		}
		const change = beta === 0 ? 0 : energy(proposal) - energy(links);
		if (Math.log(random.uniform()) >= -change) return false;
		links.set(proposal);
		return true;
	};
}
