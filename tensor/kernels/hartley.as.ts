/**
 * Discrete Hartley transform over every direction of a lattice, with samples in the lanes, four in float32
 * and two in float64:
 *
 *   H_k = sum_x prod_mu cas(2 pi k_mu x_mu / L_mu) f_x,     cas = cos + sin.
 *
 * It is real and symmetric with H^2 = V, and it makes convolutions diagonal if their kernels are
 * even in every direction. Lines of length L = m 2^p are cut p times into even and odd halves (H_k
 * = E_k + cos(pi k / l) O_k + sin(pi k / l) O_{l-k}, where E and O have length l). Lines of length
 * m have codelets for m = 2, 3, 4, 5, 6, 8 and a folded sum otherwise.
 *
 * The plan consists of 32-bit words: the number of directions, then for each direction [L, stride
 * in sites, m, p, address of the twiddles, address of the folded sum's coefficients, address of the
 * bit reversal, 0].
 */

@inline export function add(a: v128, b: v128): v128 {
	return v128.add<Real>(a, b);
}

@inline export function sub(a: v128, b: v128): v128 {
	return v128.sub<Real>(a, b);
}

@inline export function mul(a: v128, b: v128): v128 {
	return v128.mul<Real>(a, b);
}

/** Lines that go through together: they share twiddles, and lines of the cache where they are neighbours. */
const together: i32 = 4;

/** Transforms `sites` vectors at `data` in place. `scratch` holds five lines. */
export function hartley(data: usize, sites: i32, plan: usize, scratch: usize): void {
	const directions = load<i32>(plan);
	let axis = plan + 4;
	for (let mu = 0; mu < directions; mu++, axis += 32) {
		const extent = load<i32>(axis);
		if (extent === 1) continue;
		const stride = load<i32>(axis, 4);
		const step = (<usize>stride) << 4;
		const slab = step * extent;
		const end = data + ((<usize>sites) << 4);
		const m = load<i32>(axis, 8);
		const p = load<i32>(axis, 12);
		if (p === 0 && m === 8) {
			if (stride === 1) for (let first = data; first < end; first += slab) base8(first, 0, 16, first, 0, 16);
			else {
				for (let start = data; start < end; start += slab) columns8(start, step);
			}
		} else if (p === 0 && m === 6) {
			if (stride === 1) for (let first = data; first < end; first += slab) base6(first, 0, 16, first, 0, 16);
			else {
				for (let start = data; start < end; start += slab) columns6(start, step);
			}
		} else if (stride === 1) {
			row(data, sites / extent, slab, step, axis, scratch);
		} else {
			for (let start = data; start < end; start += slab) row(start, stride, 16, step, axis, scratch);
		}
	}
}

/** Neighbouring lines of length 8 of one slab, in place, four at a time. */
@inline function columns8(start: usize, step: usize): void {
	let first = start;
	for (const last = start + step - 48; first < last; first += 64) {
		base8(first, 0, step, first, 0, step);
		base8(first, 16, step, first, 16, step);
		base8(first, 32, step, first, 32, step);
		base8(first, 48, step, first, 48, step);
	}
	for (; first < start + step; first += 16) base8(first, 0, step, first, 0, step);
}

/** The same of length 6, two at a time. */
@inline function columns6(start: usize, step: usize): void {
	let first = start;
	for (const last = start + step - 16; first < last; first += 32) {
		base6(first, 0, step, first, 0, step);
		base6(first, 16, step, first, 16, step);
	}
	if (first < start + step) base6(first, 0, step, first, 0, step);
}

/** Transforms `count` lines that begin `across` apart. */
function row(data: usize, count: i32, across: usize, step: usize, axis: usize, scratch: usize): void {
	let left = count;
	for (; left >= together; left -= together, data += across * together)
		lines(together, data, across, step, axis, scratch);
	for (; left > 0; left--, data += across) lines(1, data, across, step, axis, scratch);
}

/** Transforms 1 or 4 lines. In `scratch` those numbers are neighbours that have the same place in their lines. */
@inline function lines(width: i32, data: usize, across: usize, step: usize, axis: usize, scratch: usize): void {
	const m = load<i32>(axis, 8);
	const p = load<i32>(axis, 12);
	const coefficients = <usize>load<u32>(axis, 20);
	const near: usize = width << 4;
	const spare = scratch + near * load<i32>(axis);
	if (p === 0) {
		for (let i = 0; i < width; i++, data += across) base(m, data, step, data, step, coefficients, spare);
		return;
	}
	const reversal = <usize>load<u32>(axis, 24);
	const count = 1 << p;
	const far = step << p;
	let to = scratch;
	for (let part = 0; part < count; part++, to += near * m) {
		const from = data + step * load<u32>(reversal + (part << 2));
		if (width === 4 && across === 16) four(m, from, 16, far, to, coefficients, spare);
		else if (width === 4) four(m, from, across, far, to, coefficients, spare);
		else base(m, from, far, to, near, coefficients, spare);
	}
	let twiddle = <usize>load<u32>(axis, 16);
	let length = m;
	for (let level = p - 1; level > 0; level--) {
		const pairs = 1 << level;
		const bytes = near * 2 * length;
		for (let pair = 0; pair < pairs; pair++) {
			const place = scratch + bytes * pair;
			combine(width, place, length, twiddle, place, near, 16);
		}
		twiddle += <usize>((length - 1) >> 1) * 2 * sizeof<Real>();
		length <<= 1;
	}
	if (across === 16) combine(width, scratch, length, twiddle, data, step, 16);
	else combine(width, scratch, length, twiddle, data, step, across);
}

/** Transforms of length m of four lines, to `to` as in `lines`. */
@inline function four(
	m: i32,
	from: usize,
	across: usize,
	step: usize,
	to: usize,
	coefficients: usize,
	spare: usize,
): void {
	if (m === 8) {
		base8(from, 0, step, to, 0, 64);
		base8(from, across, step, to, 16, 64);
		base8(from, 2 * across, step, to, 32, 64);
		base8(from, 3 * across, step, to, 48, 64);
	} else if (m === 6) {
		base6(from, 0, step, to, 0, 64);
		base6(from, across, step, to, 16, 64);
		base6(from, 2 * across, step, to, 32, 64);
		base6(from, 3 * across, step, to, 48, 64);
	} else if (m === 5) {
		base5(from, 0, step, to, 0, 64);
		base5(from, across, step, to, 16, 64);
		base5(from, 2 * across, step, to, 32, 64);
		base5(from, 3 * across, step, to, 48, 64);
	} else {
		for (let i: usize = 0; i < 4; i++) base(m, from + across * i, step, to + 16 * i, 64, coefficients, spare);
	}
}

@inline function outer(ek: v128, a: v128, to: usize, high: usize): void {
	v128.store(to, add(ek, a));
	v128.store(high, sub(ek, a));
}

/** Sum and difference of two values that lie `odd` apart. */
@inline function ends(from: usize, odd: usize, at: usize, to: usize, high: usize, out: usize): void {
	outer(v128.load(from + at), v128.load(from + odd + at), to + out, to + high + out);
}

/** Two mirrored values of E and of O, all `at` behind their addresses, to the four of the result, `out` behind theirs. */
@inline function rotate(
	c: v128,
	s: v128,
	ek: usize,
	em: usize,
	ok: usize,
	om: usize,
	at: usize,
	k: usize,
	m: usize,
	highK: usize,
	highM: usize,
	out: usize,
): void {
	const e = v128.load(ek + at);
	const f = v128.load(em + at);
	const o = v128.load(ok + at);
	const p = v128.load(om + at);
	outer(e, add(mul(c, o), mul(s, p)), k + out, highK + out);
	outer(f, sub(mul(s, o), mul(c, p)), m + out, highM + out);
}

/**
 * Joins E at `from` and O behind it, of `length` each, to 2 `length` values at `to`, `step` apart. Values of the same
 * place of the 1 or 4 lines are neighbours at `from`, and `across` apart at `to`.
 */
@inline function combine(
	width: i32,
	from: usize,
	length: i32,
	twiddle: usize,
	to: usize,
	step: usize,
	across: usize,
): void {
	const near: usize = width << 4;
	const l = <usize>length;
	const odd = l * near;
	const high = l * step;
	ends(from, odd, 0, to, high, 0);
	if (width === 4) {
		ends(from, odd, 16, to, high, across);
		ends(from, odd, 32, to, high, 2 * across);
		ends(from, odd, 48, to, high, 3 * across);
	}
	if ((length & 1) === 0) {
		const middle = from + (l >> 1) * near;
		const out = to + (l >> 1) * step;
		ends(middle, odd, 0, out, high, 0);
		if (width === 4) {
			ends(middle, odd, 16, out, high, across);
			ends(middle, odd, 32, out, high, 2 * across);
			ends(middle, odd, 48, out, high, 3 * across);
		}
	}
	let ek = from + near;
	let em = from + near * (l - 1);
	let k = to + step;
	let m = to + step * (l - 1);
	for (; ek < em; ek += near, em -= near, k += step, m -= step, twiddle += 2 * sizeof<Real>()) {
		const c = v128.load_splat<Real>(twiddle);
		const s = v128.load_splat<Real>(twiddle, sizeof<Real>());
		const ok = ek + odd;
		const om = em + odd;
		const highK = k + high;
		const highM = m + high;
		rotate(c, s, ek, em, ok, om, 0, k, m, highK, highM, 0);
		if (width === 4) {
			rotate(c, s, ek, em, ok, om, 16, k, m, highK, highM, across);
			rotate(c, s, ek, em, ok, om, 32, k, m, highK, highM, 2 * across);
			rotate(c, s, ek, em, ok, om, 48, k, m, highK, highM, 3 * across);
		}
	}
}

/** Transforms m values at `from`, `step` apart, to `to`. It reads all of them before it writes one. */
function base(m: i32, from: usize, step: usize, to: usize, toStep: usize, coefficients: usize, spare: usize): void {
	if (m === 1) {
		v128.store(to, v128.load(from));
	} else if (m === 2) {
		const a = v128.load(from);
		const b = v128.load(from + step);
		v128.store(to, add(a, b));
		v128.store(to + toStep, sub(a, b));
	} else if (m === 3) {
		const x0 = v128.load(from);
		const x1 = v128.load(from + step);
		const x2 = v128.load(from + 2 * step);
		const s = add(x1, x2);
		const d = mul(v128.splat<Real>(<Real>0.8660254037844386), sub(x1, x2));
		const a = sub(x0, mul(v128.splat<Real>(<Real>0.5), s));
		v128.store(to, add(x0, s));
		v128.store(to + toStep, add(a, d));
		v128.store(to + 2 * toStep, sub(a, d));
	} else if (m === 4) {
		const x0 = v128.load(from);
		const x1 = v128.load(from + step);
		const x2 = v128.load(from + 2 * step);
		const x3 = v128.load(from + 3 * step);
		const a = add(x0, x2);
		const b = sub(x0, x2);
		const c = add(x1, x3);
		const d = sub(x1, x3);
		v128.store(to, add(a, c));
		v128.store(to + toStep, add(b, d));
		v128.store(to + 2 * toStep, sub(a, c));
		v128.store(to + 3 * toStep, sub(b, d));
	} else if (m === 8) {
		base8(from, 0, step, to, 0, toStep);
	} else if (m === 6) {
		base6(from, 0, step, to, 0, toStep);
	} else if (m === 5) {
		base5(from, 0, step, to, 0, toStep);
	} else {
		folded(m, from, step, to, toStep, coefficients, spare);
	}
}

const sine3: f64 = 0.8660254037844386;

/**
 * Two transforms of length three, joined with cos = 1/2 and sin = sqrt(3)/2. Values lie `at` behind the places of
 * `from` and `step`, as far as the compiler knows constants: they are parts of its instructions. `out` likewise.
 */
@inline function base6(from: usize, at: usize, step: usize, to: usize, out: usize, toStep: usize): void {
	const half = v128.splat<Real>(<Real>0.5);
	const root = v128.splat<Real>(<Real>sine3);
	const x0 = v128.load(from + at);
	const x1 = v128.load(from + step + at);
	const x2 = v128.load(from + 2 * step + at);
	const x3 = v128.load(from + 3 * step + at);
	const x4 = v128.load(from + 4 * step + at);
	const x5 = v128.load(from + 5 * step + at);
	const es = add(x2, x4);
	const ed = mul(root, sub(x2, x4));
	const ea = sub(x0, mul(half, es));
	const e0 = add(x0, es);
	const e1 = add(ea, ed);
	const e2 = sub(ea, ed);
	const os = add(x3, x5);
	const od = mul(root, sub(x3, x5));
	const oa = sub(x1, mul(half, os));
	const o0 = add(x1, os);
	const o1 = add(oa, od);
	const o2 = sub(oa, od);
	const a = add(mul(half, o1), mul(root, o2));
	const b = sub(mul(root, o1), mul(half, o2));
	v128.store(to + out, add(e0, o0));
	v128.store(to + toStep + out, add(e1, a));
	v128.store(to + 2 * toStep + out, add(e2, b));
	v128.store(to + 3 * toStep + out, sub(e0, o0));
	v128.store(to + 4 * toStep + out, sub(e1, a));
	v128.store(to + 5 * toStep + out, sub(e2, b));
}

@inline function base5(from: usize, at: usize, step: usize, to: usize, out: usize, toStep: usize): void {
	const x0 = v128.load(from + at);
	const x1 = v128.load(from + step + at);
	const x2 = v128.load(from + 2 * step + at);
	const x3 = v128.load(from + 3 * step + at);
	const x4 = v128.load(from + 4 * step + at);
	const s1 = add(x1, x4);
	const d1 = sub(x1, x4);
	const s2 = add(x2, x3);
	const d2 = sub(x2, x3);
	const c1 = v128.splat<Real>(<Real>0.30901699437494745);
	const c2 = v128.splat<Real>(<Real>-0.8090169943749475);
	const z1 = v128.splat<Real>(<Real>0.9510565162951535);
	const z2 = v128.splat<Real>(<Real>0.5877852522924731);
	const a = add(x0, add(mul(c1, s1), mul(c2, s2)));
	const b = add(x0, add(mul(c2, s1), mul(c1, s2)));
	const p = add(mul(z1, d1), mul(z2, d2));
	const q = sub(mul(z2, d1), mul(z1, d2));
	v128.store(to + out, add(x0, add(s1, s2)));
	v128.store(to + toStep + out, add(a, p));
	v128.store(to + 2 * toStep + out, add(b, q));
	v128.store(to + 3 * toStep + out, sub(b, q));
	v128.store(to + 4 * toStep + out, sub(a, p));
}

@inline function base8(from: usize, at: usize, step: usize, to: usize, out: usize, toStep: usize): void {
	const x0 = v128.load(from + at);
	const x1 = v128.load(from + step + at);
	const x2 = v128.load(from + 2 * step + at);
	const x3 = v128.load(from + 3 * step + at);
	const x4 = v128.load(from + 4 * step + at);
	const x5 = v128.load(from + 5 * step + at);
	const x6 = v128.load(from + 6 * step + at);
	const x7 = v128.load(from + 7 * step + at);
	const a = add(x0, x4);
	const b = sub(x0, x4);
	const c = add(x2, x6);
	const d = sub(x2, x6);
	const e0 = add(a, c);
	const e1 = add(b, d);
	const e2 = sub(a, c);
	const e3 = sub(b, d);
	const p = add(x1, x5);
	const q = add(x3, x7);
	const r = mul(v128.splat<Real>(<Real>1.4142135623730951), sub(x1, x5));
	const s = mul(v128.splat<Real>(<Real>1.4142135623730951), sub(x3, x7));
	const o0 = add(p, q);
	const o2 = sub(p, q);
	v128.store(to + out, add(e0, o0));
	v128.store(to + 4 * toStep + out, sub(e0, o0));
	v128.store(to + 2 * toStep + out, add(e2, o2));
	v128.store(to + 6 * toStep + out, sub(e2, o2));
	v128.store(to + toStep + out, add(e1, r));
	v128.store(to + 5 * toStep + out, sub(e1, r));
	v128.store(to + 3 * toStep + out, add(e3, s));
	v128.store(to + 7 * toStep + out, sub(e3, s));
}

/** Any odd m: sums and differences of mirror images, with two square matrices of extent (m - 1) / 2. */
function folded(m: i32, from: usize, step: usize, to: usize, toStep: usize, coefficients: usize, spare: usize): void {
	const half = (m - 1) >> 1;
	const x0 = v128.load(from);
	let total = x0;
	let place = spare;
	for (let j = 1; j <= half; j++, place += 32) {
		const x = v128.load(from + step * j);
		const y = v128.load(from + step * (m - j));
		const s = add(x, y);
		total = add(total, s);
		v128.store(place, s);
		v128.store(place, sub(x, y), 16);
	}
	v128.store(to, total);
	for (let k = 1; k <= half; k++) {
		let even = x0;
		let odd = v128.splat<Real>(<Real>0);
		place = spare;
		for (let j = 1; j <= half; j++, place += 32, coefficients += 2 * sizeof<Real>()) {
			even = add(even, mul(v128.load_splat<Real>(coefficients), v128.load(place)));
			odd = add(odd, mul(v128.load_splat<Real>(coefficients, sizeof<Real>()), v128.load(place, 16)));
		}
		v128.store(to + toStep * k, add(even, odd));
		v128.store(to + toStep * (m - k), sub(even, odd));
	}
}
