/**
 * Plaquettes and rectangles. A W x H rectangle has two ways from one corner to the opposite one. Each way is
 * a product of two lines, and the inner product of the two is the trace of the loop: two products for each
 * place, plane and order of the sides. Plaquettes need only the corners, which the staples need too.
 */
import { ahead, dimension, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { innerTrace, loopTrace, multiply } from "../../../../actions/gauge/links/simd/group.as";
import { corner, hop, line, longest, put, room } from "./memory.as";
import { phasePlaquettes } from "./phase-staples.as";

/** Products of up to `longest` links along each direction. */
export function drawLines(): void {
	for (let k = 2; k <= longest; k++)
		for (let mu = 0; mu < dimension; mu++)
			for (let x = 0; x < sites; x++) multiply(line(k - 1, mu, x), line(1, mu, hop(k - 1, mu, x)), line(k, mu, x));
}

/** Corners, or plaquettes of U(1); sum over all plaquettes of Re tr / N. */
export function plaquettes(slot: i32): void {
	if (sizeof<Group>() === 8) {
		phasePlaquettes(slot);
		return;
	}
	let sum = f64x2.splat(0);
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++)
			for (let x = 0; x < sites; x++) {
				const there = corner(mu, nu, x),
					back = corner(nu, mu, x);
				multiply(line(1, mu, x), line(1, nu, ahead(x, mu)), there);
				multiply(line(1, nu, x), line(1, mu, ahead(x, nu)), back);
				sum = f64x2.add(sum, innerTrace(there, back));
			}
	put(slot, sum);
}

/** Sum over all rectangles of these sides, in both orders if they differ, of Re tr / N. Lines have to be there. */
export function rectangles(width: i32, height: i32, slot: i32): void {
	let sum = f64x2.splat(0);
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = width === height ? mu + 1 : 0; nu < dimension; nu++) {
			if (nu === mu) continue;
			for (let x = 0; x < sites; x++) {
				const right = line(height, nu, hop(width, mu, x)),
					top = line(width, mu, hop(height, nu, x));
				sum = f64x2.add(sum, loopTrace(line(width, mu, x), right, line(height, nu, x), top, room));
			}
		}
	put(slot, sum);
}
