/**
 * Convolutions between sites of a lattice, forward and backward, for eight samples at once.
 *
 * Samples lie in the SIMD lanes: an array is [site][channel][8] float32, 32 bytes a channel. Tables
 * say which sites depend on which, so the same loops serve any dimension, shape and choice of
 * active sites. Weights are [tap][input channel][output channel], as in the ops.
 *
 * A row table is a run of rows (site, n, then n times (other site, tap)), all int32. Eight
 * registers hold four channels of the result for two vectors of samples.
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
	for (; c + 4 <= outputs; c += 4)
		conv4(
			rows,
			table,
			input,
			inputs,
			weights + ((<usize>c) << 2),
			bias + ((<usize>c) << 2),
			output + <usize>c * vector,
			outputs,
			slope,
		);
	if (c + 2 <= outputs) {
		conv2(
			rows,
			table,
			input,
			inputs,
			weights + ((<usize>c) << 2),
			bias + ((<usize>c) << 2),
			output + <usize>c * vector,
			outputs,
			slope,
		);
		c += 2;
	}
	if (c < outputs)
		conv1(
			rows,
			table,
			input,
			inputs,
			weights + ((<usize>c) << 2),
			bias + ((<usize>c) << 2),
			output + <usize>c * vector,
			outputs,
			slope,
		);
}

function conv4(
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
	for (let row = 0; row < rows; row++) {
		const out = output + <usize>load<i32>(table) * outputStride;
		const end = table + 8 + ((<usize>load<i32>(table, 4)) << 3);
		let a0 = v128.load32_splat(bias),
			a1 = a0;
		let b0 = v128.load32_splat(bias, 4),
			b1 = b0;
		let c0 = v128.load32_splat(bias, 8),
			c1 = c0;
		let d0 = v128.load32_splat(bias, 12),
			d1 = d0;
		for (let entry = table + 8; entry < end; entry += 8) {
			let x = input + <usize>load<i32>(entry) * inputStride;
			let w = weights + <usize>load<i32>(entry, 4) * tapStride;
			const stop = x + inputStride;
			for (; x < stop; x += vector, w += weightStride) {
				const x0 = v128.load(x),
					x1 = v128.load(x, 16);
				let v = v128.load32_splat(w);
				a0 = f32x4.add(a0, f32x4.mul(v, x0));
				a1 = f32x4.add(a1, f32x4.mul(v, x1));
				v = v128.load32_splat(w, 4);
				b0 = f32x4.add(b0, f32x4.mul(v, x0));
				b1 = f32x4.add(b1, f32x4.mul(v, x1));
				v = v128.load32_splat(w, 8);
				c0 = f32x4.add(c0, f32x4.mul(v, x0));
				c1 = f32x4.add(c1, f32x4.mul(v, x1));
				v = v128.load32_splat(w, 12);
				d0 = f32x4.add(d0, f32x4.mul(v, x0));
				d1 = f32x4.add(d1, f32x4.mul(v, x1));
			}
		}
		v128.store(out, leaky(a0, s));
		v128.store(out, leaky(a1, s), 16);
		v128.store(out, leaky(b0, s), 32);
		v128.store(out, leaky(b1, s), 48);
		v128.store(out, leaky(c0, s), 64);
		v128.store(out, leaky(c1, s), 80);
		v128.store(out, leaky(d0, s), 96);
		v128.store(out, leaky(d1, s), 112);
		table = end;
	}
}

function conv2(
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
	for (let row = 0; row < rows; row++) {
		const out = output + <usize>load<i32>(table) * outputStride;
		const end = table + 8 + ((<usize>load<i32>(table, 4)) << 3);
		let a0 = v128.load32_splat(bias),
			a1 = a0;
		let b0 = v128.load32_splat(bias, 4),
			b1 = b0;
		for (let entry = table + 8; entry < end; entry += 8) {
			let x = input + <usize>load<i32>(entry) * inputStride;
			let w = weights + <usize>load<i32>(entry, 4) * tapStride;
			const stop = x + inputStride;
			for (; x < stop; x += vector, w += weightStride) {
				const x0 = v128.load(x),
					x1 = v128.load(x, 16);
				const v = v128.load32_splat(w),
					u = v128.load32_splat(w, 4);
				a0 = f32x4.add(a0, f32x4.mul(v, x0));
				a1 = f32x4.add(a1, f32x4.mul(v, x1));
				b0 = f32x4.add(b0, f32x4.mul(u, x0));
				b1 = f32x4.add(b1, f32x4.mul(u, x1));
			}
		}
		v128.store(out, leaky(a0, s));
		v128.store(out, leaky(a1, s), 16);
		v128.store(out, leaky(b0, s), 32);
		v128.store(out, leaky(b1, s), 48);
		table = end;
	}
}

function conv1(
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
	for (let row = 0; row < rows; row++) {
		const out = output + <usize>load<i32>(table) * outputStride;
		const end = table + 8 + ((<usize>load<i32>(table, 4)) << 3);
		let a0 = v128.load32_splat(bias),
			a1 = a0;
		for (let entry = table + 8; entry < end; entry += 8) {
			let x = input + <usize>load<i32>(entry) * inputStride;
			let w = weights + <usize>load<i32>(entry, 4) * tapStride;
			const stop = x + inputStride;
			for (; x < stop; x += vector, w += weightStride) {
				const v = v128.load32_splat(w);
				a0 = f32x4.add(a0, f32x4.mul(v, v128.load(x)));
				a1 = f32x4.add(a1, f32x4.mul(v, v128.load(x, 16)));
			}
		}
		v128.store(out, leaky(a0, s));
		v128.store(out, leaky(a1, s), 16);
		table = end;
	}
}
