/** The peak of 128-bit SIMD: multiplications and additions in registers. Benchmarks compare with it. */

/** Does 32 n multiply-adds of float32. The result depends on all of them. */
export function multiplyAdds(n: i32, factor: f32): f32 {
	const f = f32x4.splat(factor);
	let a = f32x4.splat(1),
		b = f32x4.splat(2),
		c = f32x4.splat(3),
		d = f32x4.splat(4);
	let e = f32x4.splat(5),
		g = f32x4.splat(6),
		h = f32x4.splat(7),
		k = f32x4.splat(8);
	for (let i = 0; i < n; i++) {
		a = f32x4.add(f32x4.mul(a, f), f);
		b = f32x4.add(f32x4.mul(b, f), f);
		c = f32x4.add(f32x4.mul(c, f), f);
		d = f32x4.add(f32x4.mul(d, f), f);
		e = f32x4.add(f32x4.mul(e, f), f);
		g = f32x4.add(f32x4.mul(g, f), f);
		h = f32x4.add(f32x4.mul(h, f), f);
		k = f32x4.add(f32x4.mul(k, f), f);
	}
	const sum = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, g), f32x4.add(h, k)));
	return (
		f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)
	);
}
