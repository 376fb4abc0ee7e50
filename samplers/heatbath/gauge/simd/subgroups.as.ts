/** The SU(2) subgroups of SU(3), rows and columns i, j: N. Cabibbo, E. Marinari, Phys. Lett. B 119 (1982) 387. */
import { add, mul, sub } from "../../../../actions/gauge/links/simd/pairs.as";
import { at, put } from "../../../../actions/gauge/links/simd/su3-products.as";

/** Rows and columns of subgroup n: 0 1, 0 2, 1 2. */
@inline export function rowOf(n: i32): usize {
	return n === 2 ? 1 : 0;
}
@inline export function columnOf(n: i32): usize {
	return n === 0 ? 1 : 2;
}

/** The quaternion r of the block of m for which Re tr (g m) = 2 Re tr (g r) / 2 + what does not depend on g. */
@inline export function blockOf(m: usize, i: usize, j: usize, r: usize): void {
	const half = f64x2.splat(0.5);
	const ij = 6 * i + 2 * j,
		ji = 6 * j + 2 * i;
	put(r, 0, mul(half, add(at(m, 8 * i), at(m, 8 * j))));
	put(r, 1, mul(half, add(at(m, ij + 1), at(m, ji + 1))));
	put(r, 2, mul(half, sub(at(m, ij), at(m, ji))));
	put(r, 3, mul(half, sub(at(m, 8 * i + 1), at(m, 8 * j + 1))));
}

/** m = g m, where g is [[g0 + i g3, g2 + i g1], [-g2 + i g1, g0 - i g3]] in rows i and j and 1 elsewhere. */
@inline export function turnRows(g: usize, i: usize, j: usize, m: usize): void {
	const g0 = at(g, 0),
		g1 = at(g, 1),
		g2 = at(g, 2),
		g3 = at(g, 3);
	for (let c: usize = 0; c < 6; c += 2) {
		const x = at(m, 6 * i + c),
			y = at(m, 6 * i + c + 1),
			u = at(m, 6 * j + c),
			v = at(m, 6 * j + c + 1);
		put(m, 6 * i + c, sub(add(sub(mul(g0, x), mul(g3, y)), mul(g2, u)), mul(g1, v)));
		put(m, 6 * i + c + 1, add(add(add(mul(g0, y), mul(g3, x)), mul(g2, v)), mul(g1, u)));
		put(m, 6 * j + c, add(sub(sub(mul(g0, u), mul(g2, x)), mul(g1, y)), mul(g3, v)));
		put(m, 6 * j + c + 1, sub(add(sub(mul(g1, x), mul(g2, y)), mul(g0, v)), mul(g3, u)));
	}
}
