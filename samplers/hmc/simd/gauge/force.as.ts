/**
 * Kicks: p_a -= length dS/d(T_a U) for all links, with T_a anti-Hermitian and tr T_a T_b = -1/2 delta_ab, as in
 * actions/manifolds/. With the staples Sigma of a link, M = U Sigma and S = -(beta/N) Re tr M + ...,
 *
 *   U(1)   dS/dtheta = beta sum of +- sin(plaquette)
 *   SU(2)  (beta/2) m_a,                M = m_0 + i m.sigma
 *   SU(3)  (beta/6) Im tr (lambda_a M).
 *
 * In U(1) every plaquette is computed once; in SU(N) the staples of each link are.
 */
import { ahead, beta, dimension, link, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { multiply } from "../../../../actions/gauge/links/simd/group.as";
import { staples } from "../../../../actions/gauge/links/simd/plaquettes.as";
import { sinCos } from "../../../../actions/gauge/links/simd/trig.as";
import { momentum, moving, room, staple } from "./links.as";

export function kick(momenta: usize, length: f64): void {
	if (sizeof<Group>() === 1) angles(momenta, length);
	else
		for (let mu = 0; mu < dimension; mu++)
			for (let x = 0; x < sites; x++) {
				staples(moving, mu, x, staple, room);
				multiply(link(moving, mu, x), staple, room);
				if (sizeof<Group>() === 2) kick2(momentum(momenta, mu, x), (length * beta) / 2);
				else kick3(momentum(momenta, mu, x), (length * beta) / 6);
			}
}

function angles(momenta: usize, length: f64): void {
	const factor = f64x2.splat(length * beta);
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++)
			for (let x = 0; x < sites; x++) {
				const right = ahead(x, mu),
					up = ahead(x, nu);
				sinCos(plaquetteAngle(mu, nu, x, right, up), room);
				const f = f64x2.mul(factor, v128.load(room));
				less(momentum(momenta, mu, x), f);
				less(momentum(momenta, nu, right), f);
				less(momentum(momenta, mu, up), f64x2.neg(f));
				less(momentum(momenta, nu, x), f64x2.neg(f));
			}
}

@inline export function plaquetteAngle(mu: i32, nu: i32, x: i32, right: i32, up: i32): v128 {
	const there = f64x2.add(v128.load(link(moving, mu, x)), v128.load(link(moving, nu, right)));
	const back = f64x2.add(v128.load(link(moving, nu, x)), v128.load(link(moving, mu, up)));
	return f64x2.sub(there, back);
}

@inline function less(at: usize, value: v128): void {
	v128.store(at, f64x2.sub(v128.load(at), value));
}

@inline function kick2(p: usize, length: f64): void {
	const factor = f64x2.splat(length);
	for (let a: usize = 0; a < 48; a += 16) less(p + a, f64x2.mul(factor, v128.load(room + a, 16)));
}

@inline function m(i: usize): v128 {
	return v128.load(room + (i << 4));
}

/** Entry (r, c) of M is at 6 r + 2 c, its imaginary part behind it. */
@inline function kick3(p: usize, length: f64): void {
	const factor = f64x2.splat(length),
		third = f64x2.splat(0.5773502691896258);
	const i0 = m(1),
		i1 = m(9),
		i2 = m(17);
	less(p, f64x2.mul(factor, f64x2.add(m(3), m(7))));
	less(p + 16, f64x2.mul(factor, f64x2.sub(m(2), m(6))));
	less(p + 32, f64x2.mul(factor, f64x2.sub(i0, i1)));
	less(p + 48, f64x2.mul(factor, f64x2.add(m(5), m(13))));
	less(p + 64, f64x2.mul(factor, f64x2.sub(m(4), m(12))));
	less(p + 80, f64x2.mul(factor, f64x2.add(m(11), m(15))));
	less(p + 96, f64x2.mul(factor, f64x2.sub(m(10), m(14))));
	const last = f64x2.sub(f64x2.add(i0, i1), f64x2.add(i2, i2));
	less(p + 112, f64x2.mul(factor, f64x2.mul(third, last)));
}
