/**
 * The convolutions of samplers/coupling/simd/conv.as.ts backward to their weights and biases: sums
 * over pairs of places and over samples, in tiles of input and output channels whose sums stay in
 * registers. Each weight has four lanes, which are added in float64 at the end.
 */

const vector: usize = 32;

@inline function accumulate(place: usize, value: v128): void {
	v128.store(place, f32x4.add(v128.load(place), value));
}

/**
 * Backward to the weights: laneGradient [tap][input channel][output channel][4] += sum over pairs
 * of sites of input outputGradient, where the two vectors of samples are added. The table is a run
 * of taps (n, then n times (input site, output site)).
 */
export function convWeightGradient(
	taps: i32,
	table: usize,
	input: usize,
	inputs: i32,
	outputGradient: usize,
	outputs: i32,
	laneGradient: usize,
): void {
	const tapStride = (<usize>(inputs * outputs)) << 4,
		rowStride = (<usize>outputs) << 4;
	for (let tap = 0; tap < taps; tap++) {
		const n = load<i32>(table);
		const pairs = table + 4;
		let c = 0;
		for (; c + 4 <= outputs; c += 4) {
			let k = 0;
			for (; k + 2 <= inputs; k += 2)
				tile24(
					n,
					pairs,
					input + <usize>k * vector,
					inputs,
					outputGradient + <usize>c * vector,
					outputs,
					laneGradient + <usize>k * rowStride + ((<usize>c) << 4),
				);
			if (k < inputs)
				tile14(
					n,
					pairs,
					input + <usize>k * vector,
					inputs,
					outputGradient + <usize>c * vector,
					outputs,
					laneGradient + <usize>k * rowStride + ((<usize>c) << 4),
				);
		}
		for (; c + 2 <= outputs; c += 2) {
			let k = 0;
			for (; k + 4 <= inputs; k += 4)
				tile42(
					n,
					pairs,
					input + <usize>k * vector,
					inputs,
					outputGradient + <usize>c * vector,
					outputs,
					laneGradient + <usize>k * rowStride + ((<usize>c) << 4),
				);
			for (; k < inputs; k++) {
				tile11(
					n,
					pairs,
					input + <usize>k * vector,
					inputs,
					outputGradient + <usize>c * vector,
					outputs,
					laneGradient + <usize>k * rowStride + ((<usize>c) << 4),
				);
				tile11(
					n,
					pairs,
					input + <usize>k * vector,
					inputs,
					outputGradient + <usize>(c + 1) * vector,
					outputs,
					laneGradient + <usize>k * rowStride + ((<usize>(c + 1)) << 4),
				);
			}
		}
		for (; c < outputs; c++) {
			for (let k = 0; k < inputs; k++)
				tile11(
					n,
					pairs,
					input + <usize>k * vector,
					inputs,
					outputGradient + <usize>c * vector,
					outputs,
					laneGradient + <usize>k * rowStride + ((<usize>c) << 4),
				);
		}
		laneGradient += tapStride;
		table = pairs + ((<usize>n) << 3);
	}
}

function tile24(n: i32, pairs: usize, input: usize, inputs: i32, output: usize, outputs: i32, place: usize): void {
	const inputStride = <usize>inputs * vector,
		outputStride = <usize>outputs * vector;
	const end = pairs + ((<usize>n) << 3);
	let a = f32x4.splat(0),
		b = a,
		c = a,
		d = a,
		e = a,
		f = a,
		g = a,
		h = a;
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride,
			y = output + <usize>load<i32>(pairs, 4) * outputStride;
		let x0 = v128.load(x),
			x1 = v128.load(x, 32);
		let y0 = v128.load(y),
			y1 = v128.load(y, 32),
			y2 = v128.load(y, 64),
			y3 = v128.load(y, 96);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x0, y2));
		d = f32x4.add(d, f32x4.mul(x0, y3));
		e = f32x4.add(e, f32x4.mul(x1, y0));
		f = f32x4.add(f, f32x4.mul(x1, y1));
		g = f32x4.add(g, f32x4.mul(x1, y2));
		h = f32x4.add(h, f32x4.mul(x1, y3));
		x0 = v128.load(x, 16);
		x1 = v128.load(x, 48);
		y0 = v128.load(y, 16);
		y1 = v128.load(y, 48);
		y2 = v128.load(y, 80);
		y3 = v128.load(y, 112);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x0, y2));
		d = f32x4.add(d, f32x4.mul(x0, y3));
		e = f32x4.add(e, f32x4.mul(x1, y0));
		f = f32x4.add(f, f32x4.mul(x1, y1));
		g = f32x4.add(g, f32x4.mul(x1, y2));
		h = f32x4.add(h, f32x4.mul(x1, y3));
	}
	const next = place + ((<usize>outputs) << 4);
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
	const inputStride = <usize>inputs * vector,
		outputStride = <usize>outputs * vector;
	const end = pairs + ((<usize>n) << 3);
	let a = f32x4.splat(0),
		b = a,
		c = a,
		d = a;
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride,
			y = output + <usize>load<i32>(pairs, 4) * outputStride;
		const x0 = v128.load(x),
			x1 = v128.load(x, 16);
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
	const inputStride = <usize>inputs * vector,
		outputStride = <usize>outputs * vector;
	const end = pairs + ((<usize>n) << 3);
	let a = f32x4.splat(0),
		b = a,
		c = a,
		d = a,
		e = a,
		f = a,
		g = a,
		h = a;
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride,
			y = output + <usize>load<i32>(pairs, 4) * outputStride;
		let y0 = v128.load(y),
			y1 = v128.load(y, 32);
		let x0 = v128.load(x),
			x1 = v128.load(x, 32),
			x2 = v128.load(x, 64),
			x3 = v128.load(x, 96);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x1, y0));
		d = f32x4.add(d, f32x4.mul(x1, y1));
		e = f32x4.add(e, f32x4.mul(x2, y0));
		f = f32x4.add(f, f32x4.mul(x2, y1));
		g = f32x4.add(g, f32x4.mul(x3, y0));
		h = f32x4.add(h, f32x4.mul(x3, y1));
		y0 = v128.load(y, 16);
		y1 = v128.load(y, 48);
		x0 = v128.load(x, 16);
		x1 = v128.load(x, 48);
		x2 = v128.load(x, 80);
		x3 = v128.load(x, 112);
		a = f32x4.add(a, f32x4.mul(x0, y0));
		b = f32x4.add(b, f32x4.mul(x0, y1));
		c = f32x4.add(c, f32x4.mul(x1, y0));
		d = f32x4.add(d, f32x4.mul(x1, y1));
		e = f32x4.add(e, f32x4.mul(x2, y0));
		f = f32x4.add(f, f32x4.mul(x2, y1));
		g = f32x4.add(g, f32x4.mul(x3, y0));
		h = f32x4.add(h, f32x4.mul(x3, y1));
	}
	const stride = (<usize>outputs) << 4;
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
	const inputStride = <usize>inputs * vector,
		outputStride = <usize>outputs * vector;
	const end = pairs + ((<usize>n) << 3);
	let a = f32x4.splat(0);
	for (; pairs < end; pairs += 8) {
		const x = input + <usize>load<i32>(pairs) * inputStride,
			y = output + <usize>load<i32>(pairs, 4) * outputStride;
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
		accumulate(laneGradient + ((<usize>c) << 4), sum);
	}
}

/** gradient[i] (float64) += the four lanes of laneGradient[i], which are then cleared. */
export function reduceLanes(n: i32, laneGradient: usize, gradient: usize): void {
	for (let i = 0; i < n; i++, laneGradient += 16, gradient += 8) {
		const v = v128.load(laneGradient);
		const sum = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1)));
		store<f64>(gradient, load<f64>(gradient) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
		v128.store(laneGradient, f32x4.splat(0));
	}
}
