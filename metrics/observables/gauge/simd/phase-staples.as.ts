/**
 * Plaquettes and staples of U(1). Links commute, so plaquettes P are enough: a plane needs one, where other
 * groups need two corners. M is the sum of the plaquettes at a link, R = P_mu,nu(x) P_mu,nu(x+mu), and a 1 x
 * 2 rectangle is the product of two neighbouring plaquettes.
 */
import { ahead, behind, dimension, link, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { multiply, multiplyDagger } from "../../../../actions/gauge/links/simd/group.as";
import { add, mul, sub } from "../../../../actions/gauge/links/simd/pairs.as";
import { corner, links, put, room } from "./memory.as";

/** P of the plane, with the lower direction first. */
@inline function plaquette(mu: i32, nu: i32, x: i32): usize {
	return corner(min(mu, nu), max(mu, nu), x);
}

export function phasePlaquettes(slot: i32): void {
	const there = room,
		back = room + 32;
	let sum = f64x2.splat(0);
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++)
			for (let x = 0; x < sites; x++) {
				const p = plaquette(mu, nu, x);
				multiply(link(links, mu, x), link(links, nu, ahead(x, mu)), there);
				multiply(link(links, nu, x), link(links, mu, ahead(x, nu)), back);
				multiplyDagger(there, back, p);
				sum = add(sum, v128.load(p));
			}
	put(slot, sum);
}

/** The sums of metrics/observables/gauge/simd/staples.as.ts. */
export function phaseStaples(slot: i32): void {
	const zeros = f64x2.splat(0);
	let rectangle = zeros,
		traceM = zeros,
		ofM = zeros,
		traceP = zeros,
		ofP = zeros,
		traceR = zeros,
		ofR = zeros,
		traceU = zeros,
		imaginary = zeros;
	for (let mu = 0; mu < dimension; mu++) {
		const next = (mu + 1) % dimension;
		for (let x = 0; x < sites; x++) {
			let re = zeros,
				im = zeros;
			for (let nu = 0; nu < dimension; nu++) {
				if (nu === mu) continue;
				const p = plaquette(mu, nu, x),
					q = plaquette(mu, nu, behind(x, nu));
				const a = v128.load(p),
					b = v128.load(p, 16),
					c = v128.load(q),
					d = v128.load(q, 16);
				re = add(re, add(a, c));
				im = add(im, mu < nu ? sub(b, d) : sub(d, b));
				rectangle = add(rectangle, sub(mul(a, c), mul(b, d)));
			}
			const p = plaquette(mu, next, x),
				q = plaquette(mu, next, ahead(x, mu));
			const a = v128.load(p),
				b = v128.load(p, 16),
				c = v128.load(q),
				d = v128.load(q, 16);
			// Imaginary parts change their sign with the order of the plane.
			const turned = mu < next ? im : f64x2.neg(im);
			traceM = add(traceM, re);
			ofM = add(ofM, mul(im, im));
			traceP = add(traceP, a);
			ofP = add(ofP, mul(b, turned));
			traceR = add(traceR, sub(mul(a, c), mul(b, d)));
			ofR = add(ofR, mul(add(mul(a, d), mul(b, c)), turned));
			traceU = add(traceU, v128.load(link(links, mu, x)));
			imaginary = add(imaginary, b);
		}
	}
	put(slot, rectangle);
	put(slot + 1, traceM);
	put(slot + 2, ofM);
	put(slot + 3, traceP);
	put(slot + 4, ofP);
	put(slot + 5, traceR);
	put(slot + 6, ofR);
	put(slot + 7, traceU);
	put(slot + 8, imaginary);
}
