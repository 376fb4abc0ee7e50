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

/** Transforms `sites` vectors at `data` in place. `scratch` holds two lines. */
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
		const twiddle = <usize>load<u32>(axis, 16);
		for (let start = data; start < end; start += slab) {
			const stop = start + step;
			if (p === 0 && m === 8) {
				for (let first = start; first < stop; first += 16) base8(first, step, first, step);
			} else if (p === 0 && m === 6) {
				for (let first = start; first < stop; first += 16) base6(first, step, first, step);
			} else if (p === 1 && m === 8) {
				for (let first = start; first < stop; first += 16) {
					base8(first, 2 * step, scratch, 16);
					base8(first + step, 2 * step, scratch + 128, 16);
					combine(scratch, 8, twiddle, first, step);
				}
			} else if (p === 1 && m === 6) {
				for (let first = start; first < stop; first += 16) {
					base6(first, 2 * step, scratch, 16);
					base6(first + step, 2 * step, scratch + 96, 16);
					combine(scratch, 6, twiddle, first, step);
				}
			} else {
				for (let first = start; first < stop; first += 16) line(first, step, axis, scratch);
			}
		}
	}
}

function line(data: usize, step: usize, axis: usize, scratch: usize): void {
	const m = load<i32>(axis, 8);
	const p = load<i32>(axis, 12);
	const coefficients = <usize>load<u32>(axis, 20);
	const spare = scratch + ((<usize>load<i32>(axis)) << 4);
	if (p === 0) {
		base(m, data, step, data, step, coefficients, spare);
		return;
	}
	const reversal = <usize>load<u32>(axis, 24);
	const count = 1 << p;
	const size = (<usize>m) << 4;
	for (let part = 0; part < count; part++) {
		const from = data + step * load<u32>(reversal + (part << 2));
		base(m, from, step << p, scratch + size * part, 16, coefficients, spare);
	}
	let twiddle = <usize>load<u32>(axis, 16);
	let length = m;
	for (let level = p - 1; level > 0; level--) {
		const pairs = 1 << level;
		const bytes = (<usize>length) << 5;
		for (let pair = 0; pair < pairs; pair++) {
			const place = scratch + bytes * pair;
			combine(place, length, twiddle, place, 16);
		}
		twiddle += <usize>((length - 1) >> 1) * 2 * sizeof<Real>();
		length <<= 1;
	}
	combine(scratch, length, twiddle, data, step);
}

@inline function outer(ek: v128, a: v128, to: usize, high: usize): void {
	v128.store(to, add(ek, a));
	v128.store(high, sub(ek, a));
}

/** Joins E at `from` and O behind it, of `length` each, to 2 `length` values at `to`. */
function combine(from: usize, length: i32, twiddle: usize, to: usize, step: usize): void {
	const l = <usize>length;
	const odd = from + (l << 4);
	const high = to + l * step;
	const e0 = v128.load(from);
	const o0 = v128.load(odd);
	if ((length & 1) === 0) {
		const half = l >> 1;
		const middle = half << 4;
		const e = v128.load(from + middle);
		const o = v128.load(odd + middle);
		v128.store(to + half * step, add(e, o));
		v128.store(high + half * step, sub(e, o));
	}
	v128.store(to, add(e0, o0));
	v128.store(high, sub(e0, o0));
	const last = (length - 1) >> 1;
	for (let k = 1; k <= last; k++, twiddle += 2 * sizeof<Real>()) {
		const c = v128.load_splat<Real>(twiddle);
		const s = v128.load_splat<Real>(twiddle, sizeof<Real>());
		const at = (<usize>k) << 4;
		const mirror = (<usize>(length - k)) << 4;
		const ek = v128.load(from + at);
		const em = v128.load(from + mirror);
		const ok = v128.load(odd + at);
		const om = v128.load(odd + mirror);
		const a = add(mul(c, ok), mul(s, om));
		const b = sub(mul(s, ok), mul(c, om));
		const atK = step * k;
		const atM = step * (length - k);
		outer(ek, a, to + atK, high + atK);
		outer(em, b, to + atM, high + atM);
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
		base8(from, step, to, toStep);
	} else if (m === 6) {
		base6(from, step, to, toStep);
	} else if (m === 5) {
		base5(from, step, to, toStep);
	} else {
		folded(m, from, step, to, toStep, coefficients, spare);
	}
}

const sine3: f64 = 0.8660254037844386;

/** Two transforms of length three, joined with cos = 1/2 and sin = sqrt(3)/2. */
@inline function base6(from: usize, step: usize, to: usize, toStep: usize): void {
	const half = v128.splat<Real>(<Real>0.5);
	const root = v128.splat<Real>(<Real>sine3);
	const x0 = v128.load(from);
	const x1 = v128.load(from + step);
	const x2 = v128.load(from + 2 * step);
	const x3 = v128.load(from + 3 * step);
	const x4 = v128.load(from + 4 * step);
	const x5 = v128.load(from + 5 * step);
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
	v128.store(to, add(e0, o0));
	v128.store(to + toStep, add(e1, a));
	v128.store(to + 2 * toStep, add(e2, b));
	v128.store(to + 3 * toStep, sub(e0, o0));
	v128.store(to + 4 * toStep, sub(e1, a));
	v128.store(to + 5 * toStep, sub(e2, b));
}

function base5(from: usize, step: usize, to: usize, toStep: usize): void {
	const x0 = v128.load(from);
	const x1 = v128.load(from + step);
	const x2 = v128.load(from + 2 * step);
	const x3 = v128.load(from + 3 * step);
	const x4 = v128.load(from + 4 * step);
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
	v128.store(to, add(x0, add(s1, s2)));
	v128.store(to + toStep, add(a, p));
	v128.store(to + 2 * toStep, add(b, q));
	v128.store(to + 3 * toStep, sub(b, q));
	v128.store(to + 4 * toStep, sub(a, p));
}

@inline function base8(from: usize, step: usize, to: usize, toStep: usize): void {
	const x0 = v128.load(from);
	const x1 = v128.load(from + step);
	const x2 = v128.load(from + 2 * step);
	const x3 = v128.load(from + 3 * step);
	const x4 = v128.load(from + 4 * step);
	const x5 = v128.load(from + 5 * step);
	const x6 = v128.load(from + 6 * step);
	const x7 = v128.load(from + 7 * step);
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
	v128.store(to, add(e0, o0));
	v128.store(to + 4 * toStep, sub(e0, o0));
	v128.store(to + 2 * toStep, add(e2, o2));
	v128.store(to + 6 * toStep, sub(e2, o2));
	v128.store(to + toStep, add(e1, r));
	v128.store(to + 5 * toStep, sub(e1, r));
	v128.store(to + 3 * toStep, add(e3, s));
	v128.store(to + 7 * toStep, sub(e3, s));
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
