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
		for (let c = 0; c < outputs; ) {
			const width = c + 4 <= outputs ? 4 : c + 2 <= outputs ? 2 : 1;
			const y = outputGradient + <usize>c * vector;
			let x = input,
				place = laneGradient + ((<usize>c) << 4);
			let k = inputs;
			if (width === 4)
				for (; k >= 2; k -= 2, x += 2 * vector, place += 2 * rowStride)
					tile(n, pairs, x, inputs, 0, y, outputs, 4, place, rowStride, 16);
			else if (width === 2)
				for (; k >= 4; k -= 4, x += 4 * vector, place += 4 * rowStride)
					tile(n, pairs, y, outputs, 4, x, inputs, 0, place, 16, rowStride);
			for (; k > 0; k--, x += vector, place += rowStride) {
				if (width === 4) strip(4, n, pairs, x, inputs, y, outputs, place);
				else strip(1, n, pairs, x, inputs, y, outputs, place);
				if (width === 2) strip(1, n, pairs, x, inputs, y + vector, outputs, place + 16);
			}
			c += width;
		}
		laneGradient += tapStride;
		table = pairs + ((<usize>n) << 3);
	}
}

/**
 * Two channels at `x` times four at `y`, in either role. The site of each stands at `xAt` and `yAt`
 * of a pair. The sums lie `row` bytes apart for x and `column` bytes for y.
 */
function tile(
	n: i32,
	pairs: usize,
	x: usize,
	xs: i32,
	xAt: usize,
	y: usize,
	ys: i32,
	yAt: usize,
	place: usize,
	row: usize,
	column: usize,
): void {
	const xStride = <usize>xs * vector,
		yStride = <usize>ys * vector;
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
		let xHere = x + <usize>load<i32>(pairs + xAt) * xStride,
			yHere = y + <usize>load<i32>(pairs + yAt) * yStride;
		for (let half = 0; half < 2; half++, xHere += 16, yHere += 16) {
			const x0 = v128.load(xHere),
				x1 = v128.load(xHere, 32);
			const y0 = v128.load(yHere),
				y1 = v128.load(yHere, 32),
				y2 = v128.load(yHere, 64),
				y3 = v128.load(yHere, 96);
			a = f32x4.add(a, f32x4.mul(x0, y0));
			b = f32x4.add(b, f32x4.mul(x0, y1));
			c = f32x4.add(c, f32x4.mul(x0, y2));
			d = f32x4.add(d, f32x4.mul(x0, y3));
			e = f32x4.add(e, f32x4.mul(x1, y0));
			f = f32x4.add(f, f32x4.mul(x1, y1));
			g = f32x4.add(g, f32x4.mul(x1, y2));
			h = f32x4.add(h, f32x4.mul(x1, y3));
		}
	}
	accumulate(place, a);
	accumulate(place + column, b);
	accumulate(place + 2 * column, c);
	accumulate(place + 3 * column, d);
	place += row;
	accumulate(place, e);
	accumulate(place + column, f);
	accumulate(place + 2 * column, g);
	accumulate(place + 3 * column, h);
}

/** Both vectors of samples of one pair of channels, added. */
@inline function product(x: usize, y: usize): v128 {
	return f32x4.add(f32x4.mul(v128.load(x), v128.load(y)), f32x4.mul(v128.load(x, 16), v128.load(y, 16)));
}

/** One channel of the input times `width` of the output. `width` is 1 or 4 and constant. */
@inline function strip(
	width: i32,
	n: i32,
	pairs: usize,
	input: usize,
	inputs: i32,
	output: usize,
	outputs: i32,
	place: usize,
): void {
	const inputStride = <usize>inputs * vector,
		outputStride = <usize>outputs * vector;
	let a = f32x4.splat(0),
		b = a,
		c = a,
		d = a;
	for (let pair = pairs, end = pairs + ((<usize>n) << 3); pair < end; pair += 8) {
		const x = input + <usize>load<i32>(pair) * inputStride,
			y = output + <usize>load<i32>(pair, 4) * outputStride;
		a = f32x4.add(a, product(x, y));
		if (width > 1) {
			b = f32x4.add(b, product(x, y + 32));
			c = f32x4.add(c, product(x, y + 64));
			d = f32x4.add(d, product(x, y + 96));
		}
	}
	accumulate(place, a);
	if (width > 1) {
		accumulate(place + 16, b);
		accumulate(place + 32, c);
		accumulate(place + 48, d);
	}
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
