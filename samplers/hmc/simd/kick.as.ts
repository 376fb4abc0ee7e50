/**
 * Kick and drift fused in one pass over the lattice, for S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2
 * + c2 phi_x^2 + c4 phi_x^4 + c6 phi_x^6 ]:
 *
 *   dS/dphi_x = phi_x (4 d kinetic + 2 c2 + 4 c4 phi_x^2 + 6 c6 phi_x^4) - 2 kinetic sum of the 2 d neighbours.
 *
 * With the momentum kept as q = p / (2 kinetic kick), where every kick of a trajectory has the same
 * length, a pass is q += (sum of neighbours) - phi (a + b phi^2 + d phi^4); phi' = phi + c q. It reads
 * phi from one buffer and writes phi' to another. Along a row the three sites of the stencil stay in
 * registers: five loads and two stores a site instead of six and two.
 */
import { extraRow, links, neighbourRow, rowBytes, rowCount } from "./lattice.as";

/** s - phi (a + b phi^2 + d phi^4). */
@inline export function pulled(phi: v128, s: v128, sextic: bool, a: v128, b: v128, d: v128): v128 {
	if (sextic) {
		const w = v128.mul<Real>(phi, phi);
		const slope = v128.add<Real>(a, v128.mul<Real>(w, v128.add<Real>(b, v128.mul<Real>(d, w))));
		return v128.sub<Real>(s, v128.mul<Real>(phi, slope));
	}
	return v128.sub<Real>(s, v128.mul<Real>(phi, v128.add<Real>(a, v128.mul<Real>(b, v128.mul<Real>(phi, phi)))));
}

/** q + s - phi (a + b phi^2 + d phi^4). */
@inline function kicked(phi: v128, s: v128, q: v128, sextic: bool, a: v128, b: v128, d: v128): v128 {
	return pulled(phi, v128.add<Real>(q, s), sextic, a, b, d);
}

/** Sum over the neighbour rows that lie in the directions before the last but one. */
@inline export function gatherExtra(input: usize, row: i32): void {
	for (let x: usize = 0; x < rowBytes; x += 16) {
		let sum = v128.add<Real>(v128.load(input + neighbourRow(row, 0) + x), v128.load(input + neighbourRow(row, 1) + x));
		for (let link = 2; link < links - 2; link++)
			sum = v128.add<Real>(sum, v128.load(input + neighbourRow(row, link) + x));
		v128.store(extraRow + x, sum);
	}
}

/** Pairs of neighbour rows that `kickRow` reads itself: `gathered` stands for one, and the sum of all others in `extraRow`. */
export const gathered: i32 = 0;

/** Neighbours of the site `at` bytes from the given places, whose neighbours in the row are `left` and `right`. */
@inline export function surroundings(
	left: v128,
	right: v128,
	up: usize,
	down: usize,
	first: usize,
	second: usize,
	third: usize,
	fourth: usize,
	pairs: i32,
	at: usize,
): v128 {
	const s = v128.add<Real>(v128.add<Real>(left, right), v128.add<Real>(v128.load(up + at), v128.load(down + at)));
	if (pairs === 1) return s;
	if (pairs === gathered) return v128.add<Real>(s, v128.load(first + at));
	let extra = v128.add<Real>(v128.load(first + at), v128.load(second + at));
	if (pairs === 3) extra = v128.add<Real>(v128.add<Real>(extra, v128.load(third + at)), v128.load(fourth + at));
	return v128.add<Real>(s, extra);
}

/** One row; `pairs` and `sextic` are constants at each call, so that the branches on them vanish. */
@inline function kickRow(
	input: usize,
	output: usize,
	momentum: usize,
	row: i32,
	pairs: i32,
	sextic: bool,
	a: v128,
	b: v128,
	d: v128,
	c: v128,
): void {
	const offset = <usize>row * rowBytes;
	const start = input + offset,
		up = input + neighbourRow(row, links - 2),
		down = input + neighbourRow(row, links - 1);
	const first = pairs === gathered ? extraRow : pairs > 1 ? input + neighbourRow(row, 0) : 0,
		second = pairs > 1 ? input + neighbourRow(row, 1) : 0,
		third = pairs > 2 ? input + neighbourRow(row, 2) : 0,
		fourth = pairs > 2 ? input + neighbourRow(row, 3) : 0;
	const o = output + offset,
		q = momentum + offset;
	let left = v128.load(start + rowBytes - 16);
	let phi0 = v128.load(start);
	let x: usize = 0;
	// Four sites at a time. The loop needs at least four sites left.
	for (; x + 64 <= rowBytes; x += 64) {
		const phi1 = v128.load(start + x, 16),
			phi2 = v128.load(start + x, 32),
			phi3 = v128.load(start + x, 48);
		const phi4 = v128.load(x + 64 === rowBytes ? start : start + x + 64);
		let s = surroundings(left, phi1, up, down, first, second, third, fourth, pairs, x);
		let p = kicked(phi0, s, v128.load(q + x), sextic, a, b, d);
		v128.store(q + x, p);
		v128.store(o + x, v128.add<Real>(phi0, v128.mul<Real>(c, p)));
		s = surroundings(phi0, phi2, up, down, first, second, third, fourth, pairs, x + 16);
		p = kicked(phi1, s, v128.load(q + x, 16), sextic, a, b, d);
		v128.store(q + x, p, 16);
		v128.store(o + x, v128.add<Real>(phi1, v128.mul<Real>(c, p)), 16);
		s = surroundings(phi1, phi3, up, down, first, second, third, fourth, pairs, x + 32);
		p = kicked(phi2, s, v128.load(q + x, 32), sextic, a, b, d);
		v128.store(q + x, p, 32);
		v128.store(o + x, v128.add<Real>(phi2, v128.mul<Real>(c, p)), 32);
		s = surroundings(phi2, phi4, up, down, first, second, third, fourth, pairs, x + 48);
		p = kicked(phi3, s, v128.load(q + x, 48), sextic, a, b, d);
		v128.store(q + x, p, 48);
		v128.store(o + x, v128.add<Real>(phi3, v128.mul<Real>(c, p)), 48);
		left = phi3;
		phi0 = phi4;
	}
	for (; x < rowBytes; x += 16) {
		const right = v128.load(x + 16 === rowBytes ? start : start + x + 16);
		const s = surroundings(left, right, up, down, first, second, third, fourth, pairs, x);
		const p = kicked(phi0, s, v128.load(q + x), sextic, a, b, d);
		v128.store(q + x, p);
		v128.store(o + x, v128.add<Real>(phi0, v128.mul<Real>(c, p)));
		left = phi0;
		phi0 = right;
	}
}

/** One kick and drift of the rows `fromRow` <= r < `toRow`; a constant `sextic` makes the loops of phi^4 or of phi^6. */
@inline export function kickRows(
	input: usize,
	output: usize,
	momentum: usize,
	fromRow: i32,
	toRow: i32,
	sextic: bool,
	a: v128,
	b: v128,
	d: v128,
	c: v128,
): void {
	if (links === 2)
		for (let row = fromRow; row < toRow; row++) kickRow(input, output, momentum, row, 1, sextic, a, b, d, c);
	else if (links === 4)
		for (let row = fromRow; row < toRow; row++) kickRow(input, output, momentum, row, 2, sextic, a, b, d, c);
	else if (links === 6)
		for (let row = fromRow; row < toRow; row++) kickRow(input, output, momentum, row, 3, sextic, a, b, d, c);
	else
		for (let row = fromRow; row < toRow; row++) {
			gatherExtra(input, row);
			kickRow(input, output, momentum, row, gathered, sextic, a, b, d, c);
		}
}

/** One kick and drift of the whole lattice. */
@inline export function kickAndDrift(
	input: usize,
	output: usize,
	momentum: usize,
	sextic: bool,
	a: v128,
	b: v128,
	d: v128,
	c: v128,
): void {
	kickRows(input, output, momentum, 0, rowCount, sextic, a, b, d, c);
}
