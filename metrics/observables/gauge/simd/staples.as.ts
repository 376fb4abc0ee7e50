/**
 * Sums over links that need staples. The corners U_mu(x) U_nu(x+mu) are known, so a staple costs one
 * product. The inner product of the two staples of a plane is the trace of a 1 x 2 rectangle and costs no
 * product. Let Sigma be the sum of all staples of a link and M = U Sigma^+ the sum of its plaquettes. Let A
 * be a loop through the link, one plaquette P or one rectangle R. Then
 *
 *   A * M = 1/2 Re tr (A M^+ - A M) - (1/N) Im tr A Im tr M = Re tr (A K^+),
 *
 * where K is the part of M that the generators span. No formula here assumes that a link is unitary: a link
 * that was stored in float32 is not.
 */
import { ahead, behind, dimension, link, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import {
	antiHermitian,
	daggerMultiply,
	groupBytes,
	imaginaryTrace,
	innerTrace,
	multiply,
	multiplyDagger,
	trace,
	zero,
} from "../../../../actions/gauge/links/simd/group.as";
import { add, sub } from "../../../../actions/gauge/links/simd/pairs.as";
import { corner, links, put, room } from "./memory.as";
import { phaseStaples } from "./phase-staples.as";

/**
 * Sums from `slot` on: 1 x 2 rectangles in both orders; then over links, of M, P and R each Re tr and the
 * contraction with M; of Re tr U; and of Im tr P, with a minus where the plane is taken in the other order.
 * All are divided by N.
 */
export function staples(slot: i32): void {
	if (sizeof<Group>() === 8) {
		phaseStaples(slot);
		return;
	}
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
	const sigma = room,
		above = room + 288,
		below = room + 2 * 288,
		m = room + 3 * 288,
		k = room + 4 * 288,
		p = room + 5 * 288,
		r = room + 6 * 288;
	for (let mu = 0; mu < dimension; mu++) {
		const next = (mu + 1) % dimension;
		for (let x = 0; x < sites; x++) {
			const u = link(links, mu, x),
				there = ahead(x, mu);
			zero(sigma);
			for (let nu = 0; nu < dimension; nu++) {
				if (nu === mu) continue;
				const under = behind(x, nu);
				multiplyDagger(corner(nu, mu, x), link(links, nu, there), above);
				daggerMultiply(link(links, nu, under), corner(mu, nu, under), below);
				rectangle = add(rectangle, innerTrace(above, below));
				for (let i: usize = 0; i < groupBytes(); i += 16)
					v128.store(sigma + i, add(v128.load(sigma + i), add(v128.load(above + i), v128.load(below + i))));
			}
			multiplyDagger(u, sigma, m);
			antiHermitian(m, k);
			multiplyDagger(corner(mu, next, x), corner(next, mu, x), p);
			// U_mu(x) times the staple over the next plaquette, and back.
			multiplyDagger(corner(mu, next, there), link(links, mu, ahead(there, next)), above);
			multiply(u, above, below);
			multiplyDagger(below, corner(next, mu, x), r);
			traceM = add(traceM, trace(m));
			ofM = add(ofM, innerTrace(k, k));
			traceP = add(traceP, trace(p));
			ofP = add(ofP, innerTrace(p, k));
			traceR = add(traceR, trace(r));
			ofR = add(ofR, innerTrace(r, k));
			traceU = add(traceU, trace(u));
			imaginary = mu < next ? add(imaginary, imaginaryTrace(p)) : sub(imaginary, imaginaryTrace(p));
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
