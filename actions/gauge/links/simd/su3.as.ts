/**
 * The algebra of SU(3): an anti-Hermitian traceless matrix X is nine reals, Im X00, Im X11, Im X22, then X10, X20 and
 * X21. The functions are those of actions/gauge/links/simd/group.as.ts.
 */
import { add, mul, sub } from "./pairs.as";
import { at, im, multiply, put, re } from "./su3-products.as";

@inline const TERMS: i32 = 22;

/** g X g^+, or g^+ X g. */
@inline export function conjugate(g: usize, x: usize, out: usize, dagger: bool): void {
	const d0 = at(x, 0),
		d1 = at(x, 1),
		d2 = at(x, 2),
		ar = at(x, 3),
		ai = at(x, 4),
		br = at(x, 5),
		bi = at(x, 6),
		cr = at(x, 7),
		ci = at(x, 8);
	for (let r: usize = 0; r < 3; r++) {
		const p0 = re(g, r, 0, dagger),
			q0 = im(g, r, 0, dagger),
			p1 = re(g, r, 1, dagger),
			q1 = im(g, r, 1, dagger),
			p2 = re(g, r, 2, dagger),
			q2 = im(g, r, 2, dagger);
		// Row r of g X.
		const y0 = sub(add(sub(mul(p1, ar), mul(q1, ai)), sub(mul(p2, br), mul(q2, bi))), mul(q0, d0));
		const z0 = add(add(add(mul(p1, ai), mul(q1, ar)), add(mul(p2, bi), mul(q2, br))), mul(p0, d0));
		const y1 = sub(sub(sub(mul(p2, cr), mul(q2, ci)), mul(q1, d1)), add(mul(p0, ar), mul(q0, ai)));
		const z1 = add(add(add(mul(p2, ci), mul(q2, cr)), mul(p1, d1)), sub(mul(p0, ai), mul(q0, ar)));
		const y2 = sub(f64x2.neg(mul(q2, d2)), add(add(mul(p0, br), mul(q0, bi)), add(mul(p1, cr), mul(q1, ci))));
		const z2 = add(mul(p2, d2), add(sub(mul(p0, bi), mul(q0, br)), sub(mul(p1, ci), mul(q1, cr))));
		// Times g^+, as far as it is needed.
		put(out, r, add(add(sub(mul(z0, p0), mul(y0, q0)), sub(mul(z1, p1), mul(y1, q1))), sub(mul(z2, p2), mul(y2, q2))));
		for (let c: usize = 0; c < r; c++) {
			const s0 = re(g, c, 0, dagger),
				t0 = im(g, c, 0, dagger),
				s1 = re(g, c, 1, dagger),
				t1 = im(g, c, 1, dagger),
				s2 = re(g, c, 2, dagger),
				t2 = im(g, c, 2, dagger);
			const place: usize = 3 + 2 * (r - 1 + c);
			put(
				out,
				place,
				add(add(add(mul(y0, s0), mul(z0, t0)), add(mul(y1, s1), mul(z1, t1))), add(mul(y2, s2), mul(z2, t2))),
			);
			put(
				out,
				place + 1,
				add(add(sub(mul(z0, s0), mul(y0, t0)), sub(mul(z1, s1), mul(y1, t1))), sub(mul(z2, s2), mul(y2, t2))),
			);
		}
	}
}

/** The nine reals as a full matrix. */
function unfold(x: usize, out: usize): void {
	for (let i: usize = 0; i < 3; i++) {
		put(out, 8 * i, f64x2.splat(0));
		put(out, 8 * i + 1, at(x, i));
	}
	for (let r: usize = 1; r < 3; r++)
		for (let c: usize = 0; c < r; c++) {
			const place: usize = 3 + 2 * (r - 1 + c);
			put(out, 6 * r + 2 * c, at(x, place));
			put(out, 6 * r + 2 * c + 1, at(x, place + 1));
			put(out, 6 * c + 2 * r, f64x2.neg(at(x, place)));
			put(out, 6 * c + 2 * r + 1, at(x, place + 1));
		}
}

/**
 * exp(X) U. By Cayley and Hamilton X^3 = X tr X^2 / 2 + det X, so that every power is a + b X + c X^2, and
 * the series is one of three numbers. `room` holds three matrices.
 */
export function move(x: usize, u: usize, out: usize, room: usize): void {
	const full = room,
		square = room + 288,
		turn = room + 576;
	unfold(x, full);
	multiply(full, full, square);
	const half = mul(f64x2.splat(0.5), add(add(at(square, 0), at(square, 8)), at(square, 16)));
	// tr X^3 = 3 det X, and it is imaginary.
	let cube = f64x2.splat(0);
	for (let r: usize = 0; r < 3; r++)
		for (let c: usize = 0; c < 3; c++) {
			const i: usize = 6 * r + 2 * c,
				j: usize = 6 * c + 2 * r;
			cube = add(cube, add(mul(at(square, i), at(full, j + 1)), mul(at(square, i + 1), at(full, j))));
		}
	const det = mul(f64x2.splat(1.0 / 3), cube);
	let ar = f64x2.splat(1),
		ai = f64x2.splat(0),
		br = ai,
		bi = ai,
		cr = ai,
		ci = ai;
	let sar = ar,
		sai = ai,
		sbr = ai,
		sbi = ai,
		scr = ai,
		sci = ai;
	for (let n = 1; n <= TERMS; n++) {
		const over = f64x2.splat(1.0 / <f64>n);
		const nar = mul(over, f64x2.neg(mul(ci, det))),
			nai = mul(over, mul(cr, det));
		const nbr = mul(over, add(ar, mul(cr, half))),
			nbi = mul(over, add(ai, mul(ci, half)));
		cr = mul(over, br);
		ci = mul(over, bi);
		ar = nar;
		ai = nai;
		br = nbr;
		bi = nbi;
		sar = add(sar, ar);
		sai = add(sai, ai);
		sbr = add(sbr, br);
		sbi = add(sbi, bi);
		scr = add(scr, cr);
		sci = add(sci, ci);
	}
	for (let i: usize = 0; i < 18; i += 2) {
		const fr = at(full, i),
			fi = at(full, i + 1),
			gr = at(square, i),
			gi = at(square, i + 1);
		let r = add(sub(mul(sbr, fr), mul(sbi, fi)), sub(mul(scr, gr), mul(sci, gi)));
		let m = add(add(mul(sbr, fi), mul(sbi, fr)), add(mul(scr, gi), mul(sci, gr)));
		if (i % 8 === 0) {
			r = add(r, sar);
			m = add(m, sai);
		}
		put(turn, i, r);
		put(turn, i + 1, m);
	}
	multiply(turn, u, out);
}

/** `room` holds four matrices. */
export function commutator(a: usize, b: usize, out: usize, room: usize): void {
	const x = room,
		y = room + 288,
		xy = room + 576;
	unfold(a, x);
	unfold(b, y);
	multiply(x, y, xy);
	// X Y - Y X = X Y - (X Y)^+.
	for (let i: usize = 0; i < 3; i++) put(out, i, mul(f64x2.splat(2), at(xy, 8 * i + 1)));
	for (let r: usize = 1; r < 3; r++)
		for (let c: usize = 0; c < r; c++) {
			const place: usize = 3 + 2 * (r - 1 + c),
				i: usize = 6 * r + 2 * c,
				j: usize = 6 * c + 2 * r;
			put(out, place, sub(at(xy, i), at(xy, j)));
			put(out, place + 1, add(at(xy, i + 1), at(xy, j + 1)));
		}
}

@inline export function dot(a: usize, b: usize): v128 {
	let diagonal = f64x2.splat(0),
		rest = diagonal;
	for (let i: usize = 0; i < 3; i++) diagonal = add(diagonal, mul(at(a, i), at(b, i)));
	for (let i: usize = 3; i < 9; i++) rest = add(rest, mul(at(a, i), at(b, i)));
	return add(mul(f64x2.splat(2), diagonal), mul(f64x2.splat(4), rest));
}

/** Anti-Hermitian traceless part of (zr + i zi) M. */
function project(m: usize, zr: v128, zi: v128, out: usize): void {
	let trace = f64x2.splat(0);
	for (let i: usize = 0; i < 3; i++) {
		const value = add(mul(zr, at(m, 8 * i + 1)), mul(zi, at(m, 8 * i)));
		put(out, i, value);
		trace = add(trace, value);
	}
	trace = mul(trace, f64x2.splat(1.0 / 3));
	for (let i: usize = 0; i < 3; i++) put(out, i, sub(at(out, i), trace));
	const half = f64x2.splat(0.5);
	for (let r: usize = 1; r < 3; r++)
		for (let c: usize = 0; c < r; c++) {
			const i: usize = 6 * r + 2 * c,
				j: usize = 6 * c + 2 * r,
				place: usize = 3 + 2 * (r - 1 + c);
			const ir = sub(mul(zr, at(m, i)), mul(zi, at(m, i + 1))),
				ii = add(mul(zr, at(m, i + 1)), mul(zi, at(m, i)));
			const jr = sub(mul(zr, at(m, j)), mul(zi, at(m, j + 1))),
				ji = add(mul(zr, at(m, j + 1)), mul(zi, at(m, j)));
			put(out, place, mul(half, sub(ir, jr)));
			put(out, place + 1, mul(half, add(ii, ji)));
		}
}

/** Gradients of the traces of powers; behind the second power that of |tr P|^2 / 2. */
export function sources(
	p: usize,
	powers: i32,
	factors: i32,
	u: usize,
	d: usize,
	ratio: usize,
	pitch: usize,
	room: usize,
): v128 {
	const power = room,
		next = room + 288,
		traces = room + 576;
	for (let i: usize = 0; i < 18; i++) put(power, i, at(p, i));
	put(traces, 0, f64x2.splat(3));
	put(traces, 1, f64x2.splat(0));
	const one = f64x2.splat(1),
		zero = f64x2.splat(0);
	for (let k = 1; ; k++) {
		const tr = add(add(at(power, 0), at(power, 8)), at(power, 16)),
			ti = add(add(at(power, 1), at(power, 9)), at(power, 17));
		put(traces, 2 * k, tr);
		put(traces, 2 * k + 1, ti);
		if (k <= powers) {
			project(power, one, zero, u);
			let sum = mul(f64x2.splat(-(<f64>k) / 3), tr);
			for (let j = 0; j < k; j++)
				sum = add(
					sum,
					sub(mul(at(traces, 2 * j), at(traces, 2 * (k - j))), mul(at(traces, 2 * j + 1), at(traces, 2 * (k - j) + 1))),
				);
			v128.store(d, sum);
			u += 9 * pitch;
			d += pitch;
			if (k === 2) {
				const cr = at(traces, 2),
					ci = at(traces, 3);
				project(p, cr, f64x2.neg(ci), u);
				v128.store(d, mul(f64x2.splat(3), sub(add(mul(cr, cr), mul(ci, ci)), one)));
				u += 9 * pitch;
				d += pitch;
			}
		}
		if (k <= factors) {
			v128.store(ratio, mul(f64x2.splat(1.0 / 3), tr));
			ratio += pitch;
		}
		if (k >= powers && k >= factors) break;
		multiply(power, p, next);
		for (let i: usize = 0; i < 18; i++) put(power, i, at(next, i));
	}
	return at(traces, 2);
}
