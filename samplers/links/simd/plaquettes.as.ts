/** Staples and plaquettes of links that are matrices, so in U(1) of complex numbers and not of angles. */

import { ahead, behind, dimension, link, sites } from "./geometry.as";
import { addDaggerMultiply, addMultiplyDagger, innerTrace, multiply, multiplyDagger, zero } from "./group.as";

/**
 * Writes to `sum` that over nu of U_nu(x+mu) U_mu(x+nu)^+ U_nu(x)^+ and of what lies on the other side. `room` holds a
 * matrix.
 */
@inline export function staples(links: usize, mu: i32, x: i32, sum: usize, room: usize): void {
	zero(sum);
	const there = ahead(x, mu);
	for (let nu = 0; nu < dimension; nu++) {
		if (nu === mu) continue;
		multiplyDagger(link(links, nu, there), link(links, mu, ahead(x, nu)), room);
		addMultiplyDagger(room, link(links, nu, x), sum);
		const below = behind(x, nu);
		multiply(link(links, mu, below), link(links, nu, behind(there, nu)), room);
		addDaggerMultiply(room, link(links, nu, below), sum);
	}
}

/** Sum over all plaquettes of Re tr P / N. `room` holds two matrices. */
@inline export function traces(links: usize, room: usize): v128 {
	let sum = f64x2.splat(0);
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++)
			for (let x = 0; x < sites; x++) {
				multiply(link(links, mu, x), link(links, nu, ahead(x, mu)), room);
				multiply(link(links, nu, x), link(links, mu, ahead(x, nu)), room + 288);
				sum = f64x2.add(sum, innerTrace(room, room + 288));
			}
	return sum;
}
