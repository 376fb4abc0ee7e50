/**
 * Convolutions between sites of a lattice, forward and backward, for eight samples at once.
 *
 * Samples lie in the SIMD lanes: an array is [site][channel][8] float32, 32 bytes a channel. Tables
 * say which sites depend on which, so the same loops serve any dimension, shape and choice of
 * active sites. Weights are [tap][input channel][output channel], as in the ops.
 *
 * A row table is a run of rows (site, n, then n times (other site, tap)), all int32. Eight
 * registers hold four channels of the result for two vectors of samples, or two channels and a second sum for
 * every other channel of the input: fewer sums wait for the additions before them.
 */

const vector: usize = 32;

@inline function leaky(x: v128, slope: v128): v128 {
	return f32x4.pmax(f32x4.mul(x, slope), x);
}

/**
 * output[site][c] = act(bias[c] + sum over taps and input channels of weight input). act(x) is x
 * for x >= 0 and slope x below, with slope in [0, 1].
 */
export function conv(
	rows: i32,
	table: usize,
	input: usize,
	inputs: i32,
	weights: usize,
	bias: usize,
	output: usize,
	outputs: i32,
	slope: f32,
): void {
	let c = 0;
	for (; c + 4 <= outputs; c += 4) channels(4, c, rows, table, input, inputs, weights, bias, output, outputs, slope);
	if (c + 2 <= outputs) {
		channels(2, c, rows, table, input, inputs, weights, bias, output, outputs, slope);
		c += 2;
	}
	if (c < outputs) channels(1, c, rows, table, input, inputs, weights, bias, output, outputs, slope);
}

/** Channels c ... c + width - 1. `width` is 1, 2 or 4 and constant, so only what it needs is compiled. */
@inline function channels(
	width: i32,
	c: i32,
	rows: i32,
	table: usize,
	input: usize,
	inputs: i32,
	weights: usize,
	bias: usize,
	output: usize,
	outputs: i32,
	slope: f32,
): void {
	const s = f32x4.splat(slope);
	const inputStride = <usize>inputs * vector,
		weightStride = (<usize>outputs) << 2,
		outputStride = <usize>outputs * vector;
	const tapStride = <usize>inputs * weightStride;
	const firstWeight = weights + ((<usize>c) << 2),
		firstBias = bias + ((<usize>c) << 2),
		firstOutput = output + <usize>c * vector;
	let at = table;
	for (let row = 0; row < rows; row++) {
		const out = firstOutput + <usize>load<i32>(at) * outputStride;
		const end = at + 8 + ((<usize>load<i32>(at, 4)) << 3);
		let a0 = v128.load32_splat(firstBias),
			a1 = a0,
			b0 = a0,
			b1 = a0,
			c0 = a0,
			c1 = a0,
			d0 = a0,
			d1 = a0;
		if (width > 1) b0 = b1 = v128.load32_splat(firstBias, 4);
		if (width === 2) c0 = c1 = d0 = d1 = f32x4.splat(0);
		if (width > 2) {
			c0 = c1 = v128.load32_splat(firstBias, 8);
			d0 = d1 = v128.load32_splat(firstBias, 12);
		}
		for (let entry = at + 8; entry < end; entry += 8) {
			let x = input + <usize>load<i32>(entry) * inputStride;
			let w = firstWeight + <usize>load<i32>(entry, 4) * tapStride;
			const stop = x + inputStride;
			if (width === 2 && outputs === 2)
				for (; x + vector < stop; x += 2 * vector, w += 16) {
					// Four weights in one register: with one for each, V8 would not find room for the sums.
					const v = v128.load(w);
					const x0 = v128.load(x),
						x1 = v128.load(x, 16),
						y0 = v128.load(x, 32),
						y1 = v128.load(x, 48);
					let one = v128.shuffle<i32>(v, v, 0, 0, 0, 0);
					a0 = f32x4.add(a0, f32x4.mul(one, x0));
					a1 = f32x4.add(a1, f32x4.mul(one, x1));
					one = v128.shuffle<i32>(v, v, 1, 1, 1, 1);
					b0 = f32x4.add(b0, f32x4.mul(one, x0));
					b1 = f32x4.add(b1, f32x4.mul(one, x1));
					one = v128.shuffle<i32>(v, v, 2, 2, 2, 2);
					c0 = f32x4.add(c0, f32x4.mul(one, y0));
					c1 = f32x4.add(c1, f32x4.mul(one, y1));
					one = v128.shuffle<i32>(v, v, 3, 3, 3, 3);
					d0 = f32x4.add(d0, f32x4.mul(one, y0));
					d1 = f32x4.add(d1, f32x4.mul(one, y1));
				}
			for (; x < stop; x += vector, w += weightStride) {
				const x0 = v128.load(x),
					x1 = v128.load(x, 16);
				let v = v128.load32_splat(w);
				a0 = f32x4.add(a0, f32x4.mul(v, x0));
				a1 = f32x4.add(a1, f32x4.mul(v, x1));
				if (width > 1) {
					v = v128.load32_splat(w, 4);
					b0 = f32x4.add(b0, f32x4.mul(v, x0));
					b1 = f32x4.add(b1, f32x4.mul(v, x1));
				}
				if (width > 2) {
					v = v128.load32_splat(w, 8);
					c0 = f32x4.add(c0, f32x4.mul(v, x0));
					c1 = f32x4.add(c1, f32x4.mul(v, x1));
					v = v128.load32_splat(w, 12);
					d0 = f32x4.add(d0, f32x4.mul(v, x0));
					d1 = f32x4.add(d1, f32x4.mul(v, x1));
				}
			}
		}
		if (width === 2) {
			a0 = f32x4.add(a0, c0);
			a1 = f32x4.add(a1, c1);
			b0 = f32x4.add(b0, d0);
			b1 = f32x4.add(b1, d1);
		}
		v128.store(out, leaky(a0, s));
		v128.store(out, leaky(a1, s), 16);
		if (width > 1) {
			v128.store(out, leaky(b0, s), 32);
			v128.store(out, leaky(b1, s), 48);
		}
		if (width > 2) {
			v128.store(out, leaky(c0, s), 64);
			v128.store(out, leaky(c1, s), 80);
			v128.store(out, leaky(d0, s), 96);
			v128.store(out, leaky(d1, s), 112);
		}
		at = end;
	}
}
