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

/** q + s - phi (a + b phi^2 + d phi^4). */
@inline function kicked(phi: v128, s: v128, q: v128, sextic: bool, a: v128, b: v128, d: v128): v128 {
	if (sextic) {
		const w = v128.mul<Real>(phi, phi);
		const slope = v128.add<Real>(a, v128.mul<Real>(w, v128.add<Real>(b, v128.mul<Real>(d, w))));
		return v128.sub<Real>(v128.add<Real>(q, s), v128.mul<Real>(phi, slope));
	}
	return v128.sub<Real>(
		v128.add<Real>(q, s),
		v128.mul<Real>(phi, v128.add<Real>(a, v128.mul<Real>(b, v128.mul<Real>(phi, phi)))),
	);
}

/** Sum over the neighbour rows that lie in the directions before the last but one. */
@inline function gatherExtra(input: usize, row: i32): void {
	for (let x: usize = 0; x < rowBytes; x += 16) {
		let sum = v128.add<Real>(v128.load(input + neighbourRow(row, 0) + x), v128.load(input + neighbourRow(row, 1) + x));
		for (let link = 2; link < links - 2; link++)
			sum = v128.add<Real>(sum, v128.load(input + neighbourRow(row, link) + x));
		v128.store(extraRow + x, sum);
	}
}

/** One row; `hasExtra` and `sextic` are constants at each call, so that the branches on them vanish. */
@inline function kickRow(
	input: usize,
	output: usize,
	momentum: usize,
	offset: usize,
	up: usize,
	down: usize,
	hasExtra: bool,
	sextic: bool,
	a: v128,
	b: v128,
	d: v128,
	c: v128,
): void {
	const start = input + offset;
	let row = start,
		o = output + offset,
		q = momentum + offset,
		extra = extraRow;
	const end = start + rowBytes;
	const last = end - 64;
	let left = v128.load(end - 16);
	let phi0 = v128.load(start);
	// Four sites at a time. The loop needs at least four sites left.
	while (row <= last) {
		const phi1 = v128.load(row, 16),
			phi2 = v128.load(row, 32),
			phi3 = v128.load(row, 48);
		const phi4 = v128.load(row === last ? start : row + 64);
		let s = v128.add<Real>(v128.add<Real>(left, phi1), v128.add<Real>(v128.load(up), v128.load(down)));
		if (hasExtra) s = v128.add<Real>(s, v128.load(extra));
		let p = kicked(phi0, s, v128.load(q), sextic, a, b, d);
		v128.store(q, p);
		v128.store(o, v128.add<Real>(phi0, v128.mul<Real>(c, p)));
		s = v128.add<Real>(v128.add<Real>(phi0, phi2), v128.add<Real>(v128.load(up, 16), v128.load(down, 16)));
		if (hasExtra) s = v128.add<Real>(s, v128.load(extra, 16));
		p = kicked(phi1, s, v128.load(q, 16), sextic, a, b, d);
		v128.store(q, p, 16);
		v128.store(o, v128.add<Real>(phi1, v128.mul<Real>(c, p)), 16);
		s = v128.add<Real>(v128.add<Real>(phi1, phi3), v128.add<Real>(v128.load(up, 32), v128.load(down, 32)));
		if (hasExtra) s = v128.add<Real>(s, v128.load(extra, 32));
		p = kicked(phi2, s, v128.load(q, 32), sextic, a, b, d);
		v128.store(q, p, 32);
		v128.store(o, v128.add<Real>(phi2, v128.mul<Real>(c, p)), 32);
		s = v128.add<Real>(v128.add<Real>(phi2, phi4), v128.add<Real>(v128.load(up, 48), v128.load(down, 48)));
		if (hasExtra) s = v128.add<Real>(s, v128.load(extra, 48));
		p = kicked(phi3, s, v128.load(q, 48), sextic, a, b, d);
		v128.store(q, p, 48);
		v128.store(o, v128.add<Real>(phi3, v128.mul<Real>(c, p)), 48);
		left = phi3;
		phi0 = phi4;
		row += 64;
		up += 64;
		down += 64;
		o += 64;
		q += 64;
		if (hasExtra) extra += 64;
	}
	while (row < end) {
		const right = v128.load(row + 16 === end ? start : row + 16);
		let s = v128.add<Real>(v128.add<Real>(left, right), v128.add<Real>(v128.load(up), v128.load(down)));
		if (hasExtra) s = v128.add<Real>(s, v128.load(extra));
		const p = kicked(phi0, s, v128.load(q), sextic, a, b, d);
		v128.store(q, p);
		v128.store(o, v128.add<Real>(phi0, v128.mul<Real>(c, p)));
		left = phi0;
		phi0 = right;
		row += 16;
		up += 16;
		down += 16;
		o += 16;
		q += 16;
		if (hasExtra) extra += 16;
	}
}

/** One kick and drift of the whole lattice; a constant `sextic` makes the loops of phi^4 or of phi^6. */
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
	let offset: usize = 0;
	if (links === 2) {
		for (let row = 0; row < rowCount; row++) {
			kickRow(
				input,
				output,
				momentum,
				offset,
				input + neighbourRow(row, 0),
				input + neighbourRow(row, 1),
				false,
				sextic,
				a,
				b,
				d,
				c,
			);
			offset += rowBytes;
		}
	} else {
		for (let row = 0; row < rowCount; row++) {
			gatherExtra(input, row);
			kickRow(
				input,
				output,
				momentum,
				offset,
				input + neighbourRow(row, links - 2),
				input + neighbourRow(row, links - 1),
				true,
				sextic,
				a,
				b,
				d,
				c,
			);
			offset += rowBytes;
		}
	}
}
