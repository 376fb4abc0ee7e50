/** Staples and plaquettes of links that are matrices, so in U(1) of complex numbers and not of angles. */

import { ahead, behind, dimension, link, sites } from "./geometry.as";
import { addDaggerMultiply, addMultiplyDagger, loopTrace, multiply, multiplyDagger, zero } from "./group.as";
import { add, mul, sub } from "./pairs.as";

/**
 * Writes to `sum` that over nu of U_nu(x+mu) U_mu(x+nu)^+ U_nu(x)^+ and of what lies on the other side. `room` holds a
 * matrix.
 */
@inline export function staples(links: usize, mu: i32, x: i32, sum: usize, room: usize): void {
	if (sizeof<Group>() === 8) {
		phaseStaples(links, mu, x, sum);
		return;
	}
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

/**
 * The same of complex numbers, whose sums stay in registers: on the way through memory each would wait for
 * the one before it.
 */
@inline function phaseStaples(links: usize, mu: i32, x: i32, sum: usize): void {
	let re = f64x2.splat(0),
		im = re;
	const there = ahead(x, mu);
	for (let nu = 0; nu < dimension; nu++) {
		if (nu === mu) continue;
		// conj(U_mu(x+nu) U_nu(x)) U_nu(x+mu)
		const above = link(links, mu, ahead(x, nu)),
			own = link(links, nu, x),
			far = link(links, nu, there);
		let a = v128.load(above),
			b = v128.load(above, 16),
			c = v128.load(own),
			d = v128.load(own, 16);
		let p = sub(mul(a, c), mul(b, d)),
			q = add(mul(a, d), mul(b, c));
		a = v128.load(far);
		b = v128.load(far, 16);
		re = add(re, add(mul(p, a), mul(q, b)));
		im = add(im, sub(mul(p, b), mul(q, a)));
		// conj(U_mu(x-nu) U_nu(x-nu+mu)) U_nu(x-nu)
		const below = behind(x, nu);
		const under = link(links, mu, below),
			end = link(links, nu, behind(there, nu)),
			start = link(links, nu, below);
		a = v128.load(under);
		b = v128.load(under, 16);
		c = v128.load(end);
		d = v128.load(end, 16);
		p = sub(mul(a, c), mul(b, d));
		q = add(mul(a, d), mul(b, c));
		a = v128.load(start);
		b = v128.load(start, 16);
		re = add(re, add(mul(p, a), mul(q, b)));
		im = add(im, sub(mul(p, b), mul(q, a)));
	}
	v128.store(sum, re);
	v128.store(sum, im, 16);
}

/** Sum over all plaquettes of Re tr P / N. `room` holds two matrices. */
@inline export function traces(links: usize, room: usize): v128 {
	let sum = f64x2.splat(0);
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++)
			for (let x = 0; x < sites; x++) {
				const right = link(links, nu, ahead(x, mu)),
					top = link(links, mu, ahead(x, nu));
				sum = f64x2.add(sum, loopTrace(link(links, mu, x), right, link(links, nu, x), top, room));
			}
	return sum;
}
