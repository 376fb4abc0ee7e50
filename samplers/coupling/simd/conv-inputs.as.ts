/**
 * The convolutions of samplers/coupling/simd/conv.as.ts backward to their inputs. Also |x| with its
 * derivative, which replaces the first rectifier of an even conditioner. Layouts and row tables are
 * those of conv.as.ts.
 */

const vector: usize = 32;

/** g times the derivative of the leaky rectifier whose value was y. */
@inline function throughLeaky(g: v128, y: v128, slope: v128): v128 {
	return v128.bitselect(f32x4.mul(g, slope), g, f32x4.lt(y, f32x4.splat(0)));
}

/**
 * Backward to the input: inputGradient[site][c] = act'(input) sum over taps and output channels of
 * weight outputGradient. `input` holds values after their leaky rectifier of `slope` (1: none). If
 * `add` is not 0, the result is added to the stored values. A row belongs to a site of the input
 * and lists (output site, tap).
 */
export function convInputGradient(
	rows: i32,
	table: usize,
	input: usize,
	inputGradient: usize,
	inputs: i32,
	weights: usize,
	outputGradient: usize,
	outputs: i32,
	slope: f32,
	add: i32,
): void {
	let c = 0;
	for (; c + 4 <= inputs; c += 4)
		channels(4, c, rows, table, input, inputGradient, inputs, weights, outputGradient, outputs, slope, add);
	for (; c < inputs; c++)
		channels(1, c, rows, table, input, inputGradient, inputs, weights, outputGradient, outputs, slope, add);
}

@inline function finish(input: usize, gradient: usize, g0: v128, g1: v128, slope: v128, add: i32): void {
	g0 = throughLeaky(g0, v128.load(input), slope);
	g1 = throughLeaky(g1, v128.load(input, 16), slope);
	if (add) {
		g0 = f32x4.add(g0, v128.load(gradient));
		g1 = f32x4.add(g1, v128.load(gradient, 16));
	}
	v128.store(gradient, g0);
	v128.store(gradient, g1, 16);
}

/** Channels c ... c + width - 1. `width` is 1 or 4 and constant, so only what it needs is compiled. */
@inline function channels(
	width: i32,
	c: i32,
	rows: i32,
	table: usize,
	input: usize,
	inputGradient: usize,
	inputs: i32,
	weights: usize,
	outputGradient: usize,
	outputs: i32,
	slope: f32,
	add: i32,
): void {
	const s = f32x4.splat(slope);
	const inputStride = <usize>inputs * vector,
		weightStride = (<usize>outputs) << 2,
		outputStride = <usize>outputs * vector;
	const tapStride = <usize>inputs * weightStride;
	const stride2 = weightStride << 1,
		stride3 = stride2 + weightStride;
	const firstWeight = weights + <usize>c * weightStride;
	let at = table;
	for (let row = 0; row < rows; row++) {
		const place = <usize>load<i32>(at) * inputStride + <usize>c * vector;
		const end = at + 8 + ((<usize>load<i32>(at, 4)) << 3);
		let a0 = f32x4.splat(0),
			a1 = a0,
			b0 = a0,
			b1 = a0,
			c0 = a0,
			c1 = a0,
			d0 = a0,
			d1 = a0;
		for (let entry = at + 8; entry < end; entry += 8) {
			let g = outputGradient + <usize>load<i32>(entry) * outputStride;
			let w = firstWeight + <usize>load<i32>(entry, 4) * tapStride;
			const stop = g + outputStride;
			// One channel: a second sum for every other output, so that fewer wait for the addition before.
			if (width === 1)
				for (; g + vector < stop; g += 2 * vector, w += 8) {
					let v = v128.load32_splat(w);
					a0 = f32x4.add(a0, f32x4.mul(v, v128.load(g)));
					a1 = f32x4.add(a1, f32x4.mul(v, v128.load(g, 16)));
					v = v128.load32_splat(w, 4);
					b0 = f32x4.add(b0, f32x4.mul(v, v128.load(g, 32)));
					b1 = f32x4.add(b1, f32x4.mul(v, v128.load(g, 48)));
				}
			for (; g < stop; g += vector, w += 4) {
				const g0 = v128.load(g),
					g1 = v128.load(g, 16);
				let v = v128.load32_splat(w);
				a0 = f32x4.add(a0, f32x4.mul(v, g0));
				a1 = f32x4.add(a1, f32x4.mul(v, g1));
				if (width > 1) {
					v = v128.load32_splat(w + weightStride);
					b0 = f32x4.add(b0, f32x4.mul(v, g0));
					b1 = f32x4.add(b1, f32x4.mul(v, g1));
					v = v128.load32_splat(w + stride2);
					c0 = f32x4.add(c0, f32x4.mul(v, g0));
					c1 = f32x4.add(c1, f32x4.mul(v, g1));
					v = v128.load32_splat(w + stride3);
					d0 = f32x4.add(d0, f32x4.mul(v, g0));
					d1 = f32x4.add(d1, f32x4.mul(v, g1));
				}
			}
		}
		if (width === 1) {
			a0 = f32x4.add(a0, b0);
			a1 = f32x4.add(a1, b1);
		}
		const from = input + place,
			to = inputGradient + place;
		finish(from, to, a0, a1, s, add);
		if (width > 1) {
			finish(from + 32, to + 32, b0, b1, s, add);
			finish(from + 64, to + 64, c0, c1, s, add);
			finish(from + 96, to + 96, d0, d1, s, add);
		}
		at = end;
	}
}

/** y = |x| for n vectors of eight samples. */
export function absolute(n: i32, x: usize, y: usize): void {
	for (let i = 0; i < n; i++, x += vector, y += vector) {
		v128.store(y, f32x4.abs(v128.load(x)));
		v128.store(y, f32x4.abs(v128.load(x, 16)), 16);
	}
}

/** gradient *= sign(x), with sign(0) = 0. */
export function absoluteGradient(n: i32, x: usize, gradient: usize): void {
	const zero = f32x4.splat(0);
	for (let i = 0; i < n * 2; i++, x += 16, gradient += 16) {
		const v = v128.load(x),
			g = v128.load(gradient);
		const signed = v128.xor(g, v128.and(v, f32x4.splat(-0.0)));
		v128.store(gradient, v128.bitselect(zero, signed, f32x4.eq(v, zero)));
	}
}
