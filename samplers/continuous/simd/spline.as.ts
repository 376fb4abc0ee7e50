/**
 * Cubic B-splines on a uniform grid over |phi|, four samples in the lanes. With u = |phi| / h, i =
 * floor(u), t = u - i, a function with coefficients c at the nodes -h, 0, h, ... is
 *
 *   g(phi) = sign(phi) sum_{j<4} w_j(t) c_{i+j},      row i + j stands for the node (i + j - 1) h,
 *
 * w = ((1-t)^3, 4 - 6t^2 + 3t^3, 4 - 6(1-t)^2 + 3(1-t)^3, t^3) / 6. It is twice differentiable and
 * continues as a straight line beyond the last node. Value, slope and curvature always belong to
 * one function, so the density uses exactly the field that is integrated.
 */
import { add, mul, sub } from "../../../tensor/kernels/hartley.as";

/** Bytes of the entry of one site: byte offsets of the rows, w_0 ... w_3, dw_0/dphi ... dw_3/dphi. */
export const entry: usize = 144;

/**
 * Writes the entry of a site and returns the row i of each sample. `inverse` = 1/h, `last` = the
 * last node and `rowBytes` are equal in all lanes.
 */
@inline export function locate(phi: v128, inverse: v128, last: v128, rowBytes: v128, place: usize): v128 {
	const half = f32x4.splat(0.5);
	const sixth = f32x4.splat(0.16666667);
	const two = f32x4.splat(2);
	const twoThirds = f32x4.splat(0.6666667);
	const threeHalves = f32x4.splat(1.5);
	const sign = v128.and(phi, i32x4.splat(0x80000000));
	const u = mul(f32x4.abs(phi), inverse);
	const inside = f32x4.min(u, last);
	const whole = f32x4.floor(inside);
	const t = sub(inside, whole);
	const beyond = sub(u, inside);
	const q = sub(f32x4.splat(1), t);
	const row = i32x4.trunc_sat_f32x4_s(whole);
	const t2 = mul(t, t);
	const q2 = mul(q, q);
	const d0 = mul(f32x4.splat(-0.5), q2);
	const d1 = mul(t, sub(mul(threeHalves, t), two));
	const d2 = mul(q, sub(two, mul(threeHalves, q)));
	const d3 = mul(half, t2);
	const w0 = mul(mul(q2, q), sixth);
	const w1 = sub(twoThirds, mul(t2, sub(f32x4.splat(1), mul(half, t))));
	const w2 = sub(twoThirds, mul(q2, sub(f32x4.splat(1), mul(half, q))));
	const w3 = mul(mul(t2, t), sixth);
	v128.store(place, i32x4.mul(row, rowBytes));
	v128.store(place, v128.xor(sign, add(w0, mul(beyond, d0))), 16);
	v128.store(place, v128.xor(sign, add(w1, mul(beyond, d1))), 32);
	v128.store(place, v128.xor(sign, add(w2, mul(beyond, d2))), 48);
	v128.store(place, v128.xor(sign, add(w3, mul(beyond, d3))), 64);
	v128.store(place, mul(inverse, d0), 80);
	v128.store(place, mul(inverse, d1), 96);
	v128.store(place, mul(inverse, d2), 112);
	v128.store(place, mul(inverse, d3), 128);
	return row;
}

/** g'' of one function whose coefficients around each sample are c0 ... c3. */
@inline export function curvature(
	phi: v128,
	inverse: v128,
	last: v128,
	c0: v128,
	c1: v128,
	c2: v128,
	c3: v128,
): v128 {
	const sign = v128.and(phi, i32x4.splat(0x80000000));
	const u = mul(f32x4.abs(phi), inverse);
	const inside = f32x4.min(u, last);
	const t = sub(inside, f32x4.floor(inside));
	const q = sub(f32x4.splat(1), t);
	const three = f32x4.splat(3);
	const two = f32x4.splat(2);
	let sum = mul(q, c0);
	sum = add(sum, mul(sub(mul(three, t), two), c1));
	sum = add(sum, mul(sub(mul(three, q), two), c2));
	sum = add(sum, mul(t, c3));
	const value = v128.xor(sign, mul(mul(inverse, inverse), sum));
	return v128.and(value, f32x4.le(u, last));
}
