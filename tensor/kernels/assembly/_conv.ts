/**
 * Convolutions between sites of a lattice, forward and backward, for eight samples at once.
 *
 * Samples lie in the SIMD lanes: an array is [site][channel][8] float32, 32 bytes a channel. Which
 * sites touch which is in tables, so that any dimension, shape and choice of active sites runs
 * through the same loops. Weights are [tap][input channel][output channel], as in the ops.
 *
 * A row table is a run of rows (site, n, then n times (other site, tap)), all int32. Four channels
 * of the result and two vectors of samples are held in eight registers.
 */

const vector: usize = 32;

@inline function leaky(x: v128, slope: v128): v128 {
	return f32x4.pmax(f32x4.mul(x, slope), x);
}

/**
 * output[site][c] = act(bias[c] + sum over taps and input channels of weight input); act(x) is x for x >= 0
 * and slope x below, slope in [0, 1].
 */
export function conv(rows: i32, table: usize, input: usize, inputs: i32, weights: usize, bias: usize, output: usize, outputs: i32, slope: f32): void {
	let c = 0;
	for (; c + 4 <= outputs; c += 4) conv4(rows, table, input, inputs, weights + (<usize>c << 2), bias + (<usize>c << 2), output + <usize>c * vector, outputs, slope);
	if (c + 2 <= outputs) {
		conv2(rows, table, input, inputs, weights + (<usize>c << 2), bias + (<usize>c << 2), output + <usize>c * vector, outputs, slope);
		c += 2;
	}
	if (c < outputs) conv1(rows, table, input, inputs, weights + (<usize>c << 2), bias + (<usize>c << 2), output + <usize>c * vector, outputs, slope);
}

function conv4(rows: i32, table: usize, input: usize, inputs: i32, weights: usize, bias: usize, output: usize, outputs: i32, slope: f32): void {
	const s = f32x4.splat(slope);
	const inputStride = <usize>inputs * vector, weightStride = <usize>outputs << 2, outputStride = <usize>outputs * vector;
	const tapStride = <usize>inputs * weightStride;
	for (let row = 0; row < rows; row++) {
		const out = output + <usize>load<i32>(table) * outputStride;
		const end = table + 8 + (<usize>load<i32>(table, 4) << 3);
		let a0 = v128.load32_splat(bias), a1 = a0;
		let b0 = v128.load32_splat(bias, 4), b1 = b0;
		let c0 = v128.load32_splat(bias, 8), c1 = c0;
		let d0 = v128.load32_splat(bias, 12), d1 = d0;
		for (let entry = table + 8; entry < end; entry += 8) {
			let x = input + <usize>load<i32>(entry) * inputStride;
			let w = weights + <usize>load<i32>(entry, 4) * tapStride;
			const stop = x + inputStride;
			for (; x < stop; x += vector, w += weightStride) {
				const x0 = v128.load(x), x1 = v128.load(x, 16);
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

function conv2(rows: i32, table: usize, input: usize, inputs: i32, weights: usize, bias: usize, output: usize, outputs: i32, slope: f32): void {
	const s = f32x4.splat(slope);
	const inputStride = <usize>inputs * vector, weightStride = <usize>outputs << 2, outputStride = <usize>outputs * vector;
	const tapStride = <usize>inputs * weightStride;
	for (let row = 0; row < rows; row++) {
		const out = output + <usize>load<i32>(table) * outputStride;
		const end = table + 8 + (<usize>load<i32>(table, 4) << 3);
		let a0 = v128.load32_splat(bias), a1 = a0;
		let b0 = v128.load32_splat(bias, 4), b1 = b0;
		for (let entry = table + 8; entry < end; entry += 8) {
			let x = input + <usize>load<i32>(entry) * inputStride;
			let w = weights + <usize>load<i32>(entry, 4) * tapStride;
			const stop = x + inputStride;
			for (; x < stop; x += vector, w += weightStride) {
				const x0 = v128.load(x), x1 = v128.load(x, 16);
				const v = v128.load32_splat(w), u = v128.load32_splat(w, 4);
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

function conv1(rows: i32, table: usize, input: usize, inputs: i32, weights: usize, bias: usize, output: usize, outputs: i32, slope: f32): void {
	const s = f32x4.splat(slope);
	const inputStride = <usize>inputs * vector, weightStride = <usize>outputs << 2, outputStride = <usize>outputs * vector;
	const tapStride = <usize>inputs * weightStride;
	for (let row = 0; row < rows; row++) {
		const out = output + <usize>load<i32>(table) * outputStride;
		const end = table + 8 + (<usize>load<i32>(table, 4) << 3);
		let a0 = v128.load32_splat(bias), a1 = a0;
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

/** g times the derivative of the leaky unit whose value was y. */
@inline function throughLeaky(g: v128, y: v128, slope: v128): v128 {
	return v128.bitselect(f32x4.mul(g, slope), g, f32x4.lt(y, f32x4.splat(0)));
}

/**
 * Backward to the input: inputGradient[site][c] = act'(input) sum over taps and output channels of
 * weight outputGradient, where `input` holds values after their leaky unit of `slope` (1: none).
 * With `add` != 0 the result is added to what is there. Rows are the input's sites, entries (output site, tap).
 */
export function convInputGradient(rows: i32, table: usize, input: usize, inputGradient: usize, inputs: i32, weights: usize, outputGradient: usize, outputs: i32, slope: f32, add: i32): void {
	let c = 0;
	for (; c + 4 <= inputs; c += 4) inputGradient4(rows, table, input + <usize>c * vector, inputGradient + <usize>c * vector, inputs, weights + <usize>(c * outputs << 2), outputGradient, outputs, slope, add);
	for (; c < inputs; c++) inputGradient1(rows, table, input + <usize>c * vector, inputGradient + <usize>c * vector, inputs, weights + <usize>(c * outputs << 2), outputGradient, outputs, slope, add);
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

function inputGradient4(rows: i32, table: usize, input: usize, inputGradient: usize, inputs: i32, weights: usize, outputGradient: usize, outputs: i32, slope: f32, add: i32): void {
	const s = f32x4.splat(slope);
	const inputStride = <usize>inputs * vector, weightStride = <usize>outputs << 2, outputStride = <usize>outputs * vector;
	const tapStride = <usize>inputs * weightStride;
	const stride2 = weightStride << 1, stride3 = stride2 + weightStride;
	for (let row = 0; row < rows; row++) {
		const place = <usize>load<i32>(table) * inputStride;
		const end = table + 8 + (<usize>load<i32>(table, 4) << 3);
		let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
		for (let entry = table + 8; entry < end; entry += 8) {
			let g = outputGradient + <usize>load<i32>(entry) * outputStride;
			let w = weights + <usize>load<i32>(entry, 4) * tapStride;
			const stop = g + outputStride;
			for (; g < stop; g += vector, w += 4) {
				const g0 = v128.load(g), g1 = v128.load(g, 16);
				let v = v128.load32_splat(w);
				a0 = f32x4.add(a0, f32x4.mul(v, g0));
				a1 = f32x4.add(a1, f32x4.mul(v, g1));
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
		const from = input + place, to = inputGradient + place;
		finish(from, to, a0, a1, s, add);
		finish(from + 32, to + 32, b0, b1, s, add);
		finish(from + 64, to + 64, c0, c1, s, add);
		finish(from + 96, to + 96, d0, d1, s, add);
		table = end;
	}
}

function inputGradient1(rows: i32, table: usize, input: usize, inputGradient: usize, inputs: i32, weights: usize, outputGradient: usize, outputs: i32, slope: f32, add: i32): void {
	const s = f32x4.splat(slope);
	const inputStride = <usize>inputs * vector, outputStride = <usize>outputs * vector;
	const tapStride = <usize>(inputs * outputs) << 2;
	for (let row = 0; row < rows; row++) {
		const place = <usize>load<i32>(table) * inputStride;
		const end = table + 8 + (<usize>load<i32>(table, 4) << 3);
		let a0 = f32x4.splat(0), a1 = a0;
		for (let entry = table + 8; entry < end; entry += 8) {
			let g = outputGradient + <usize>load<i32>(entry) * outputStride;
			let w = weights + <usize>load<i32>(entry, 4) * tapStride;
			const stop = g + outputStride;
			for (; g < stop; g += vector, w += 4) {
				const v = v128.load32_splat(w);
				a0 = f32x4.add(a0, f32x4.mul(v, v128.load(g)));
				a1 = f32x4.add(a1, f32x4.mul(v, v128.load(g, 16)));
			}
		}
		finish(input + place, inputGradient + place, a0, a1, s, add);
		table = end;
	}
}

@inline function accumulate(place: usize, value: v128): void {
	v128.store(place, f32x4.add(v128.load(place), value));
}

/**
 * Backward to the weights: laneGradient [tap][input channel][output channel][4] += sum over pairs of
 * sites of input outputGradient, the two vectors of samples added. The table is a run of taps
 * (n, then n times (input site, output site)).
 */
export function convWeightGradient(taps: i32, table: usize, input: usize, inputs: i32, outputGradient: usize, outputs: i32, laneGradient: usize): void {
	const tapStride = <usize>(inputs * outputs) << 4, rowStride = <usize>outputs << 4;
	for (let tap = 0; tap < taps; tap++) {
		const n = load<i32>(table);
		const pairs = table + 4;
		let c = 0;
		for (; c + 4 <= outputs; c += 4) {
			let k = 0;
			for (; k + 2 <= inputs; k += 2) tile24(n, pairs, input + <usize>k * vector, inputs, outputGradient + <usize>c * vector, outputs, laneGradient + <usize>k * rowStride + (<usize>c << 4));
			if (k < inputs) tile14(n, pairs, input + <usize>k * vector, inputs, outputGradient + <usize>c * vector, outputs, laneGradient + <usize>k * rowStride + (<usize>c << 4));
		}
		for (; c + 2 <= outputs; c += 2) {
			let k = 0;
			for (; k + 4 <= inputs; k += 4) tile42(n, pairs, input + <usize>k * vector, inputs, outputGradient + <usize>c * vector, outputs, laneGradient + <usize>k * rowStride + (<usize>c << 4));
			for (; k < inputs; k++) {
				tile11(n, pairs, input + <usize>k * vector, inputs, outputGradient + <usize>c * vector, outputs, laneGradient + <usize>k * rowStride + (<usize>c << 4));
				tile11(n, pairs, input + <usize>k * vector, inputs, outputGradient + <usize>(c + 1) * vector, outputs, laneGradient + <usize>k * rowStride + (<usize>(c + 1) << 4));
			}
		}
		for (; c < outputs; c++) {
			for (let k = 0; k < inputs; k++) tile11(n, pairs, input + <usize>k * vector, inputs, outputGradient + <usize>c * vector, outputs, laneGradient + <usize>k * rowStride + (<usize>c << 4));
		}
		laneGradient += tapStride;
		table = pairs + (<usize>n << 3);
	}
}

function tile24(n: i32, pairs: usize, input: usize, inputs: i32, output: usize, outputs: i32, place: usize): void {
	const inputStride = <usize>inputs * vector, outputStride = <usize>outputs * vector;
	const end = pairs + (<usize>n << 3);
	let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride, y = output + <usize>load<i32>(pairs, 4) * outputStride;
		let x0 = v128.load(x), x1 = v128.load(x, 32);
		let y0 = v128.load(y), y1 = v128.load(y, 32), y2 = v128.load(y, 64), y3 = v128.load(y, 96);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x0, y2));
		d = f32x4.add(d, f32x4.mul(x0, y3));
		e = f32x4.add(e, f32x4.mul(x1, y0));
		f = f32x4.add(f, f32x4.mul(x1, y1));
		g = f32x4.add(g, f32x4.mul(x1, y2));
		h = f32x4.add(h, f32x4.mul(x1, y3));
		x0 = v128.load(x, 16), x1 = v128.load(x, 48);
		y0 = v128.load(y, 16), y1 = v128.load(y, 48), y2 = v128.load(y, 80), y3 = v128.load(y, 112);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x0, y2));
		d = f32x4.add(d, f32x4.mul(x0, y3));
		e = f32x4.add(e, f32x4.mul(x1, y0));
		f = f32x4.add(f, f32x4.mul(x1, y1));
		g = f32x4.add(g, f32x4.mul(x1, y2));
		h = f32x4.add(h, f32x4.mul(x1, y3));
	}
	const next = place + (<usize>outputs << 4);
	accumulate(place, a);
	accumulate(place + 16, b);
	accumulate(place + 32, c);
	accumulate(place + 48, d);
	accumulate(next, e);
	accumulate(next + 16, f);
	accumulate(next + 32, g);
	accumulate(next + 48, h);
}

function tile14(n: i32, pairs: usize, input: usize, inputs: i32, output: usize, outputs: i32, place: usize): void {
	const inputStride = <usize>inputs * vector, outputStride = <usize>outputs * vector;
	const end = pairs + (<usize>n << 3);
	let a = f32x4.splat(0), b = a, c = a, d = a;
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride, y = output + <usize>load<i32>(pairs, 4) * outputStride;
		const x0 = v128.load(x), x1 = v128.load(x, 16);
		a = f32x4.add(a, f32x4.add(f32x4.mul(x0, v128.load(y)), f32x4.mul(x1, v128.load(y, 16))));
		b = f32x4.add(b, f32x4.add(f32x4.mul(x0, v128.load(y, 32)), f32x4.mul(x1, v128.load(y, 48))));
		c = f32x4.add(c, f32x4.add(f32x4.mul(x0, v128.load(y, 64)), f32x4.mul(x1, v128.load(y, 80))));
		d = f32x4.add(d, f32x4.add(f32x4.mul(x0, v128.load(y, 96)), f32x4.mul(x1, v128.load(y, 112))));
	}
	accumulate(place, a);
	accumulate(place + 16, b);
	accumulate(place + 32, c);
	accumulate(place + 48, d);
}

function tile42(n: i32, pairs: usize, input: usize, inputs: i32, output: usize, outputs: i32, place: usize): void {
	const inputStride = <usize>inputs * vector, outputStride = <usize>outputs * vector;
	const end = pairs + (<usize>n << 3);
	let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride, y = output + <usize>load<i32>(pairs, 4) * outputStride;
		let y0 = v128.load(y), y1 = v128.load(y, 32);
		let x0 = v128.load(x), x1 = v128.load(x, 32), x2 = v128.load(x, 64), x3 = v128.load(x, 96);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x1, y0));
		d = f32x4.add(d, f32x4.mul(x1, y1));
		e = f32x4.add(e, f32x4.mul(x2, y0));
		f = f32x4.add(f, f32x4.mul(x2, y1));
		g = f32x4.add(g, f32x4.mul(x3, y0));
		h = f32x4.add(h, f32x4.mul(x3, y1));
		y0 = v128.load(y, 16), y1 = v128.load(y, 48);
		x0 = v128.load(x, 16), x1 = v128.load(x, 48), x2 = v128.load(x, 80), x3 = v128.load(x, 112);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x1, y0));
		d = f32x4.add(d, f32x4.mul(x1, y1));
		e = f32x4.add(e, f32x4.mul(x2, y0));
		f = f32x4.add(f, f32x4.mul(x2, y1));
		g = f32x4.add(g, f32x4.mul(x3, y0));
		h = f32x4.add(h, f32x4.mul(x3, y1));
	}
	const stride = <usize>outputs << 4;
	accumulate(place, a);
	accumulate(place + 16, b);
	accumulate(place + stride, c);
	accumulate(place + stride + 16, d);
	accumulate(place + (stride << 1), e);
	accumulate(place + (stride << 1) + 16, f);
	accumulate(place + (stride << 1) + stride, g);
	accumulate(place + (stride << 1) + stride + 16, h);
}

function tile11(n: i32, pairs: usize, input: usize, inputs: i32, output: usize, outputs: i32, place: usize): void {
	const inputStride = <usize>inputs * vector, outputStride = <usize>outputs * vector;
	const end = pairs + (<usize>n << 3);
	let a = f32x4.splat(0);
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride, y = output + <usize>load<i32>(pairs, 4) * outputStride;
		a = f32x4.add(a, f32x4.add(f32x4.mul(v128.load(x), v128.load(y)), f32x4.mul(v128.load(x, 16), v128.load(y, 16))));
	}
	accumulate(place, a);
}

/** Backward to the biases: laneGradient [output channel][4] += sum over sites of outputGradient. */
export function convBiasGradient(sites: i32, outputGradient: usize, outputs: i32, laneGradient: usize): void {
	const stride = <usize>outputs * vector;
	for (let c = 0; c < outputs; c++) {
		let sum = f32x4.splat(0);
		let g = outputGradient + <usize>c * vector;
		for (let i = 0; i < sites; i++, g += stride) sum = f32x4.add(sum, f32x4.add(v128.load(g), v128.load(g, 16)));
		accumulate(laneGradient + (<usize>c << 4), sum);
	}
}

/** gradient[i] += the four lanes of laneGradient[i], which are cleared; float64. */
export function reduceLanes(n: i32, laneGradient: usize, gradient: usize): void {
	for (let i = 0; i < n; i++, laneGradient += 16, gradient += 8) {
		const v = v128.load(laneGradient);
		const sum = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1)));
		store<f64>(gradient, load<f64>(gradient) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
		v128.store(laneGradient, f32x4.splat(0));
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
		const v = v128.load(x), g = v128.load(gradient);
		const signed = v128.xor(g, v128.and(v, f32x4.splat(-0.0)));
		v128.store(gradient, v128.bitselect(zero, signed, f32x4.eq(v, zero)));
	}
}
