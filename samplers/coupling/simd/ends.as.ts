/**
 * Both ends of a flow for eight samples in the lanes, [site][8] float32, with sums in float64. They
 * are the transposition from and to rows, the normal density of the latent numbers, the action and
 * its gradient, and linear maps along one direction of the lattice.
 */

/** sums[0..3] (float64) += the four lanes of v. */
@inline export function addLanes(sums: usize, v: v128): void {
	v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(v)));
	v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1))), 16);
}

@inline export function subtractLanes(sums: usize, v: v128): void {
	addLanes(sums, f32x4.neg(v));
}

/** rows [count][sites] -> lanes [sites][8]. Missing samples become zeros. */
export function toLanes(count: i32, sites: i32, rows: usize, lanes: usize): void {
	const stride = (<usize>sites) << 2;
	for (let site = 0; site < sites; site++, rows += 4, lanes += 32) {
		for (let k = 0; k < 8; k++)
			store<f32>(lanes + ((<usize>k) << 2), k < count ? load<f32>(rows + <usize>k * stride) : 0);
	}
}

/** lanes [sites][8] -> rows [count][sites]. */
export function fromLanes(count: i32, sites: i32, lanes: usize, rows: usize): void {
	const stride = (<usize>sites) << 2;
	for (let site = 0; site < sites; site++, rows += 4, lanes += 32) {
		for (let k = 0; k < count; k++) store<f32>(rows + <usize>k * stride, load<f32>(lanes + ((<usize>k) << 2)));
	}
}

/** out[0..7] (float64) = scale times the sum over sites of z^2, plus shift. */
export function sumOfSquares(sites: i32, z: usize, scale: f64, shift: f64, out: usize): void {
	let a = f64x2.splat(0),
		b = a,
		c = a,
		d = a;
	for (let site = 0; site < sites; site++, z += 32) {
		const u = v128.load(z),
			v = v128.load(z, 16);
		const u0 = f64x2.promote_low_f32x4(u),
			u1 = f64x2.promote_low_f32x4(v128.shuffle<i32>(u, u, 2, 3, 0, 1));
		const v0 = f64x2.promote_low_f32x4(v),
			v1 = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
		a = f64x2.add(a, f64x2.mul(u0, u0));
		b = f64x2.add(b, f64x2.mul(u1, u1));
		c = f64x2.add(c, f64x2.mul(v0, v0));
		d = f64x2.add(d, f64x2.mul(v1, v1));
	}
	const s = f64x2.splat(scale),
		t = f64x2.splat(shift);
	v128.store(out, f64x2.add(t, f64x2.mul(s, a)));
	v128.store(out, f64x2.add(t, f64x2.mul(s, b)), 16);
	v128.store(out, f64x2.add(t, f64x2.mul(s, c)), 32);
	v128.store(out, f64x2.add(t, f64x2.mul(s, d)), 48);
}

@inline function half(v: v128, upper: bool): v128 {
	return upper ? f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1)) : f64x2.promote_low_f32x4(v);
}

/**
 * out[0..7] (float64) = S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + sum_k p_k phi_x^k ], k
 * <= 4. `neighbours` is int32 [site][links], alternating forward and backward. `potential` holds
 * five float64.
 */
export function localAction(
	sites: i32,
	links: i32,
	neighbours: usize,
	kinetic: f64,
	potential: usize,
	fields: usize,
	out: usize,
): void {
	const kin = f64x2.splat(kinetic);
	const p0 = v128.load64_splat(potential),
		p1 = v128.load64_splat(potential, 8),
		p2 = v128.load64_splat(potential, 16);
	const p3 = v128.load64_splat(potential, 24),
		p4 = v128.load64_splat(potential, 32);
	for (let lane: usize = 0; lane < 32; lane += 16) {
		for (let part = 0; part < 2; part++) {
			const upper = part === 1;
			let sum = f64x2.splat(0);
			let links0 = neighbours;
			for (let site = 0; site < sites; site++, links0 += (<usize>links) << 2) {
				const x = half(v128.load(fields + ((<usize>site) << 5) + lane), upper);
				let v = f64x2.add(p3, f64x2.mul(p4, x));
				v = f64x2.add(p2, f64x2.mul(v, x));
				v = f64x2.add(p1, f64x2.mul(v, x));
				v = f64x2.add(p0, f64x2.mul(v, x));
				for (let link = 0; link < links; link += 2) {
					const y = half(v128.load(fields + ((<usize>load<i32>(links0 + ((<usize>link) << 2))) << 5) + lane), upper);
					const d = f64x2.sub(y, x);
					v = f64x2.add(v, f64x2.mul(kin, f64x2.mul(d, d)));
				}
				sum = f64x2.add(sum, v);
			}
			v128.store(out + 2 * lane + ((<usize>part) << 4), sum);
		}
	}
}

/** gradient[site] = live dS/dphi_site, float32. */
export function localActionGradient(
	sites: i32,
	links: i32,
	neighbours: usize,
	kinetic: f32,
	potential: usize,
	fields: usize,
	live: usize,
	gradient: usize,
): void {
	const twice = f32x4.splat(2 * kinetic);
	const p1 = f32x4.splat(<f32>load<f64>(potential, 8)),
		p2 = f32x4.splat(<f32>(2 * load<f64>(potential, 16)));
	const p3 = f32x4.splat(<f32>(3 * load<f64>(potential, 24))),
		p4 = f32x4.splat(<f32>(4 * load<f64>(potential, 32)));
	const degree = f32x4.splat(<f32>links);
	for (let site = 0; site < sites; site++, gradient += 32) {
		const table = neighbours + ((<usize>(site * links)) << 2);
		for (let lane: usize = 0; lane < 32; lane += 16) {
			const x = v128.load(fields + ((<usize>site) << 5) + lane);
			let sum = f32x4.mul(degree, x);
			for (let link = 0; link < links; link++)
				sum = f32x4.sub(sum, v128.load(fields + ((<usize>load<i32>(table + ((<usize>link) << 2))) << 5) + lane));
			let v = f32x4.add(p3, f32x4.mul(p4, x));
			v = f32x4.add(p2, f32x4.mul(v, x));
			v = f32x4.add(p1, f32x4.mul(v, x));
			v = f32x4.add(v, f32x4.mul(twice, sum));
			v128.store(gradient + lane, f32x4.mul(v, v128.load(live + lane)));
		}
	}
}

/** output[o][j][i] = sum_k matrix[j][k] input[o][k][i], where each element is a vector of eight samples. */
export function alongDirection(outer: i32, extent: i32, inner: i32, matrix: usize, input: usize, output: usize): void {
	const step = (<usize>inner) << 5;
	for (let o = 0; o < outer; o++) {
		for (let j = 0; j < extent; j++) {
			const row = matrix + ((<usize>(j * extent)) << 2);
			for (let i = 0; i < inner; i++) {
				let a = f32x4.splat(0),
					b = a;
				let x = input + ((<usize>i) << 5);
				for (let k = 0; k < extent; k++, x += step) {
					const w = v128.load32_splat(row + ((<usize>k) << 2));
					a = f32x4.add(a, f32x4.mul(w, v128.load(x)));
					b = f32x4.add(b, f32x4.mul(w, v128.load(x, 16)));
				}
				v128.store(output, a);
				v128.store(output, b, 16);
				output += 32;
			}
		}
		input += <usize>extent * step;
	}
}

/** output[site] = factor[site] input[site]. */
export function scaleSites(sites: i32, factor: usize, input: usize, output: usize): void {
	for (let site = 0; site < sites; site++, factor += 4, input += 32, output += 32) {
		const f = v128.load32_splat(factor);
		v128.store(output, f32x4.mul(f, v128.load(input)));
		v128.store(output, f32x4.mul(f, v128.load(input, 16)), 16);
	}
}

/** out[site] (float64) += the sum over the eight lanes of a[site] b[site]. */
export function siteProducts(sites: i32, a: usize, b: usize, out: usize): void {
	for (let site = 0; site < sites; site++, a += 32, b += 32, out += 8) {
		const v = f32x4.add(f32x4.mul(v128.load(a), v128.load(b)), f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
		store<f64>(
			out,
			load<f64>(out) +
				<f64>(
					(f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
				),
		);
	}
}

/** to[site] = from[site]. */
export function copyLanes(sites: i32, from: usize, to: usize): void {
	memory.copy(to, from, (<usize>sites) << 5);
}

/** sum[site] += factor value[site], where `factor` is one vector of eight samples. */
export function addProduct(sites: i32, factor: usize, value: usize, sum: usize): void {
	const f = v128.load(factor),
		g = v128.load(factor, 16);
	for (let site = 0; site < sites; site++, value += 32, sum += 32) {
		v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(f, v128.load(value))));
		v128.store(sum, f32x4.add(v128.load(sum, 16), f32x4.mul(g, v128.load(value, 16))), 16);
	}
}

/** out[site] = -value[site]. */
export function negate(sites: i32, value: usize, out: usize): void {
	for (let site = 0; site < sites; site++, value += 32, out += 32) {
		v128.store(out, f32x4.neg(v128.load(value)));
		v128.store(out, f32x4.neg(v128.load(value, 16)), 16);
	}
}
