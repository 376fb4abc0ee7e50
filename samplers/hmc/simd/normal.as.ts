/**
 * Standard normals from Philox4x32-10 (core/philox.ts) with Box and Muller's transform, four lanes
 * at a time. One block of four words serves four sites in float32 and two sites in float64. The
 * counter is (site group, trajectory, chain, purpose), so a number depends only on its purpose: any
 * split of the chains over lanes, blocks and threads gives the same bits.
 *
 * log, sine and cosine are polynomials on reduced arguments. Their coefficients are those of fdlibm
 * (Sun Microsystems, e_log.c, k_sin.c, k_cos.c) in float64, and of Cephes (Moshier, sinf.c) and
 * FreeBSD msun (e_logf.c) in float32. The angle is reduced as an integer, so the reduction is
 * exact.
 */

export const momentumPurpose: u32 = 0;
export const acceptPurpose: u32 = 1;

/** High halves of the 64-bit products of lanes 0, 1 and of lanes 2, 3. */
@inline function highWords(low: v128, high: v128): v128 {
	return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/**
 * Writes Philox blocks of consecutive groups, four words each, to `target`: one group for four
 * chains in the lanes or, with `pairs`, two groups for two chains. `blocks` is even. Two blocks are
 * computed at a time, since each is one long chain of dependent products.
 */
export function philox(
	target: usize,
	blocks: i32,
	pairs: bool,
	trajectory: u32,
	chain: u32,
	purpose: u32,
	key0: u32,
	key1: u32,
): void {
	const m0 = i32x4.splat(0xd2511f53),
		m1 = i32x4.splat(0xcd9e8d57);
	const w0 = i32x4.splat(0x9e3779b9),
		w1 = i32x4.splat(0xbb67ae85);
	const chains = v128.add<i32>(i32x4.splat(chain), pairs ? i32x4(0, 1, 0, 1) : i32x4(0, 1, 2, 3));
	const stride = i32x4.splat(pairs ? 2 : 1);
	let group = pairs ? i32x4(0, 0, 1, 1) : i32x4.splat(0);
	for (let block = 0; block < blocks; block += 2) {
		let a0 = group,
			a1 = i32x4.splat(trajectory),
			a2 = chains,
			a3 = i32x4.splat(purpose);
		group = v128.add<i32>(group, stride);
		let b0 = group,
			b1 = a1,
			b2 = a2,
			b3 = a3;
		group = v128.add<i32>(group, stride);
		let k0 = i32x4.splat(key0),
			k1 = i32x4.splat(key1);
		for (let round = 0; round < 10; round++) {
			const p0 = v128.extmul_low<u32>(a0, m0),
				p1 = v128.extmul_high<u32>(a0, m0);
			const q0 = v128.extmul_low<u32>(b0, m0),
				q1 = v128.extmul_high<u32>(b0, m0);
			const r0 = v128.extmul_low<u32>(a2, m1),
				r1 = v128.extmul_high<u32>(a2, m1);
			const s0 = v128.extmul_low<u32>(b2, m1),
				s1 = v128.extmul_high<u32>(b2, m1);
			const low0 = v128.mul<i32>(a0, m0),
				low1 = v128.mul<i32>(b0, m0);
			a0 = v128.xor(v128.xor(highWords(r0, r1), a1), k0);
			b0 = v128.xor(v128.xor(highWords(s0, s1), b1), k0);
			a1 = v128.mul<i32>(a2, m1);
			b1 = v128.mul<i32>(b2, m1);
			a2 = v128.xor(v128.xor(highWords(p0, p1), a3), k1);
			b2 = v128.xor(v128.xor(highWords(q0, q1), b3), k1);
			a3 = low0;
			b3 = low1;
			k0 = v128.add<i32>(k0, w0);
			k1 = v128.add<i32>(k1, w1);
		}
		v128.store(target, a0);
		v128.store(target, a1, 16);
		v128.store(target, a2, 32);
		v128.store(target, a3, 48);
		v128.store(target, b0, 64);
		v128.store(target, b1, 80);
		v128.store(target, b2, 96);
		v128.store(target, b3, 112);
		target += 128;
	}
}

/** Sine or cosine of angle = quadrant * pi/2 + r, from sin r and cos r; `odd` marks odd quadrants. */
@inline function rotate(even: v128, other: v128, quadrant: v128, signs: v128): v128 {
	const odd = v128.ne<i32>(v128.and(quadrant, i32x4.splat(1)), i32x4.splat(0));
	return v128.xor(v128.bitselect(other, even, odd), signs);
}

/** Natural logarithm of positive float32 numbers. */
@inline export function log32(x: v128): v128 {
	const bits = v128.sub<i32>(x, i32x4.splat(0x3f3504f3)); // sqrt(1/2)
	const k = v128.convert<i32>(v128.shr<i32>(bits, 23));
	const mantissa = v128.add<i32>(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
	const f = v128.sub<f32>(mantissa, f32x4.splat(1));
	const s = v128.div<f32>(f, v128.add<f32>(f, f32x4.splat(2)));
	const z = v128.mul<f32>(s, s);
	let r = v128.add<f32>(v128.mul<f32>(z, f32x4.splat(0.24279078841)), f32x4.splat(0.28498786688));
	r = v128.add<f32>(v128.mul<f32>(z, r), f32x4.splat(0.40000972152));
	r = v128.mul<f32>(z, v128.add<f32>(v128.mul<f32>(z, r), f32x4.splat(0.66666662693)));
	const half = v128.mul<f32>(f32x4.splat(0.5), v128.mul<f32>(f, f));
	const tail = v128.add<f32>(v128.mul<f32>(s, v128.add<f32>(half, r)), v128.mul<f32>(k, f32x4.splat(9.0580006145e-6)));
	return v128.sub<f32>(v128.mul<f32>(k, f32x4.splat(0.69313812256)), v128.sub<f32>(v128.sub<f32>(half, tail), f));
}

/** Natural logarithm of positive, normal float64 numbers. */
@inline export function log64(x: v128): v128 {
	const offset = 0x3fe6a09e667f3bcd; // sqrt(1/2)
	const bits = v128.sub<i64>(x, i64x2.splat(offset));
	// The exponent plus 1023 is a small positive integer: added to the bits of 2^52 + 2^51 it becomes a float64.
	const biased = v128.shr<u64>(v128.add<i64>(bits, i64x2.splat(1023 << 52)), 52);
	const k = v128.sub<f64>(
		v128.add<i64>(biased, i64x2.splat(0x4338000000000000)),
		i64x2.splat(0x4338000000000000 + 1023),
	);
	const mantissa = v128.add<i64>(v128.and(bits, i64x2.splat(0x000fffffffffffff)), i64x2.splat(offset));
	const f = v128.sub<f64>(mantissa, f64x2.splat(1));
	const s = v128.div<f64>(f, v128.add<f64>(f, f64x2.splat(2)));
	const z = v128.mul<f64>(s, s);
	let r = v128.add<f64>(v128.mul<f64>(z, f64x2.splat(1.479819860511658591e-1)), f64x2.splat(1.531383769920937332e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(1.818357216161805012e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(2.222219843214978396e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(2.857142874366239149e-1));
	r = v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(3.999999999940941908e-1));
	r = v128.mul<f64>(z, v128.add<f64>(v128.mul<f64>(z, r), f64x2.splat(6.66666666666673513e-1)));
	const half = v128.mul<f64>(f64x2.splat(0.5), v128.mul<f64>(f, f));
	const tail = v128.add<f64>(
		v128.mul<f64>(s, v128.add<f64>(half, r)),
		v128.mul<f64>(k, f64x2.splat(1.90821492927058770002e-10)),
	);
	return v128.sub<f64>(
		v128.mul<f64>(k, f64x2.splat(6.9314718036912381649e-1)),
		v128.sub<f64>(v128.sub<f64>(half, tail), f),
	);
}

/** Two normals a lane, times `scale`, at `target` and the site after: radius from one word, angle from another. */
@inline export function boxMuller32(first: v128, second: v128, scale: v128, target: usize): void {
	// 31 bits: signed integers are the ones that convert in one instruction.
	const uniform = v128.add<f32>(
		v128.mul<f32>(v128.convert<i32>(v128.shr<u32>(first, 1)), f32x4.splat(4.656612873077393e-10)),
		f32x4.splat(2.3283064365386963e-10),
	);
	const radius = v128.sqrt<f32>(v128.mul<f32>(log32(uniform), f32x4.splat(-2)));
	const shifted = v128.add<i32>(second, i32x4.splat(0x20000000));
	const quadrant = v128.shr<u32>(shifted, 30);
	// Distance to the nearest multiple of a quarter turn, in units of 2^-32 turns.
	const rest = v128.sub<i32>(v128.and(shifted, i32x4.splat(0x3fffffff)), i32x4.splat(0x20000000));
	const r = v128.mul<f32>(v128.convert<i32>(rest), f32x4.splat(1.4629180792671596e-9)); // 2 pi / 2^32
	const z = v128.mul<f32>(r, r);
	let s = v128.add<f32>(v128.mul<f32>(z, f32x4.splat(-1.9515295891e-4)), f32x4.splat(8.3321608736e-3));
	s = v128.add<f32>(v128.mul<f32>(z, s), f32x4.splat(-1.6666654611e-1));
	s = v128.add<f32>(r, v128.mul<f32>(v128.mul<f32>(z, r), s));
	let c = v128.add<f32>(v128.mul<f32>(z, f32x4.splat(2.443315711809948e-5)), f32x4.splat(-1.388731625493765e-3));
	c = v128.add<f32>(v128.mul<f32>(z, c), f32x4.splat(4.166664568298827e-2));
	c = v128.add<f32>(
		v128.mul<f32>(v128.mul<f32>(z, z), c),
		v128.sub<f32>(f32x4.splat(1), v128.mul<f32>(z, f32x4.splat(0.5))),
	);
	// Signs: the sine is negative in quadrants 2 and 3, the cosine in 1 and 2.
	const sineSign = v128.shl<i32>(v128.shr<u32>(quadrant, 1), 31);
	const cosineSign = v128.shl<i32>(v128.shr<u32>(v128.add<i32>(quadrant, i32x4.splat(1)), 1), 31);
	const scaled = v128.mul<f32>(radius, scale);
	v128.store(target, v128.mul<f32>(scaled, rotate(c, s, quadrant, cosineSign)));
	v128.store(target, v128.mul<f32>(scaled, rotate(s, c, quadrant, sineSign)), 16);
}

/** Uniform in (0, 1] of the lower two lanes, 64 random bits. */
@inline export function uniform64(high: v128, low: v128): v128 {
	const fraction = v128.mul<f64>(
		v128.add<f64>(f64x2.convert_low_i32x4_u(low), f64x2.splat(0.5)),
		f64x2.splat(5.421010862427522e-20),
	);
	return v128.add<f64>(v128.mul<f64>(f64x2.convert_low_i32x4_u(high), f64x2.splat(2.3283064365386963e-10)), fraction);
}

/**
 * Two normals for each of the lower two lanes, with the radius from two words and the angle from
 * two. They are stored like those of boxMuller32.
 */
@inline export function boxMuller64(
	radiusHigh: v128,
	radiusLow: v128,
	angleHigh: v128,
	angleLow: v128,
	scale: v128,
	target: usize,
): void {
	const radius = v128.sqrt<f64>(v128.mul<f64>(log64(uniform64(radiusHigh, radiusLow)), f64x2.splat(-2)));
	const shifted = v128.add<i32>(angleHigh, i32x4.splat(0x20000000));
	const quadrant32 = v128.shr<u32>(shifted, 30);
	const quadrant = v128.shuffle<i32>(quadrant32, quadrant32, 0, 0, 1, 1);
	const rest = v128.sub<i32>(v128.and(shifted, i32x4.splat(0x3fffffff)), i32x4.splat(0x20000000));
	const fine = v128.mul<f64>(f64x2.convert_low_i32x4_u(angleLow), f64x2.splat(2.3283064365386963e-10));
	const r = v128.mul<f64>(v128.add<f64>(f64x2.convert_low_i32x4_s(rest), fine), f64x2.splat(1.4629180792671596e-9));
	const z = v128.mul<f64>(r, r);
	let s = v128.add<f64>(
		v128.mul<f64>(z, f64x2.splat(1.58969099521155010221e-10)),
		f64x2.splat(-2.50507602534068634195e-8),
	);
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(2.75573137070700676789e-6));
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(-1.98412698298579493134e-4));
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(8.33333333332248946124e-3));
	s = v128.add<f64>(v128.mul<f64>(z, s), f64x2.splat(-1.66666666666666324348e-1));
	s = v128.add<f64>(r, v128.mul<f64>(v128.mul<f64>(z, r), s));
	let c = v128.add<f64>(
		v128.mul<f64>(z, f64x2.splat(-1.13596475577881948265e-11)),
		f64x2.splat(2.0875723212981748279e-9),
	);
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(-2.75573143513906633035e-7));
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(2.48015872894767294178e-5));
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(-1.38888888888741095749e-3));
	c = v128.add<f64>(v128.mul<f64>(z, c), f64x2.splat(4.16666666666666019037e-2));
	c = v128.add<f64>(
		v128.mul<f64>(v128.mul<f64>(z, z), c),
		v128.sub<f64>(f64x2.splat(1), v128.mul<f64>(z, f64x2.splat(0.5))),
	);
	const sineSign = v128.shl<i64>(v128.shr<u32>(quadrant, 1), 63);
	const cosineSign = v128.shl<i64>(v128.shr<u32>(v128.add<i32>(quadrant, i32x4.splat(1)), 1), 63);
	const scaled = v128.mul<f64>(radius, scale);
	v128.store(target, v128.mul<f64>(scaled, rotate(c, s, quadrant, cosineSign)));
	v128.store(target, v128.mul<f64>(scaled, rotate(s, c, quadrant, sineSign)), 16);
}
