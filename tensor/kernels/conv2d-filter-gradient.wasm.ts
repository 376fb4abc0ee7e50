/**
 * Gradient of a two-dimensional convolution in its filter,
 *
 *   dW[u, v, i, o] = sum_{b, p, q} x[b, p sy + u - top, q sx + v - left, i] dy[b, p, q, o].
 *
 * Channels come last, and terms outside the image are left out. A block of 4 input by 8 output
 * channels stays in registers for all positions of one image. The sums of the images are then added
 * up, which keeps the rounding error of the float32 sums small.
 */
import { copy } from "./copy.as";

/** Copies [rows, channels] to [rows, padded], zeros in the new columns. */
export function padChannels(rows: i32, channels: i32, padded: i32, from: usize, to: usize): void {
	const row = (<usize>channels) << 2;
	const paddedRow = (<usize>padded) << 2;
	for (let r = 0; r < rows; r++) {
		copy(to, from, row);
		for (let rest = to + row; rest < to + paddedRow; rest += 4) store<f32>(rest, 0);
		from += row;
		to += paddedRow;
	}
}

/** Copies the first `channels` columns of [rows, padded] to [rows, channels]. */
export function cutChannels(rows: i32, channels: i32, padded: i32, from: usize, to: usize): void {
	const row = (<usize>channels) << 2;
	for (let r = 0; r < rows; r++) {
		copy(to, from, row);
		from += (<usize>padded) << 2;
		to += row;
	}
}

/**
 * x is [batch, inHeight, inWidth, inChannels]; dy is [batch, outHeight, outWidth, outChannels] with
 * outChannels a multiple of 8; dW is [filterHeight, filterWidth, inChannels, outChannels], cleared first.
 */
export function filterGradient(
	batch: i32,
	inHeight: i32,
	inWidth: i32,
	inChannels: i32,
	outHeight: i32,
	outWidth: i32,
	outChannels: i32,
	filterHeight: i32,
	filterWidth: i32,
	strideHeight: i32,
	strideWidth: i32,
	top: i32,
	left: i32,
	x: usize,
	dy: usize,
	dW: usize,
): void {
	const inRow = (<usize>(inWidth * inChannels)) << 2;
	const outRow = (<usize>(outWidth * outChannels)) << 2;
	const inImage = inRow * <usize>inHeight;
	const outImage = outRow * <usize>outHeight;
	const inStep = (<usize>(strideWidth * inChannels)) << 2;
	const outStep = (<usize>outChannels) << 2;
	memory.fill(dW, 0, (<usize>(filterHeight * filterWidth * inChannels * outChannels)) << 2);

	for (let u = 0; u < filterHeight; u++) {
		const firstRow = firstInside(u - top, strideHeight);
		const endRow = endInside(u - top, strideHeight, inHeight, outHeight);
		for (let v = 0; v < filterWidth; v++) {
			const firstColumn = firstInside(v - left, strideWidth);
			const columns = endInside(v - left, strideWidth, inWidth, outWidth) - firstColumn;
			if (columns > 0 && endRow > firstRow) {
				const xStart = (firstColumn * strideWidth + v - left) * inChannels;
				const filter = dW + ((<usize>((u * filterWidth + v) * inChannels * outChannels)) << 2);
				for (let b = 0; b < batch; b++) {
					const image = x + <usize>b * inImage;
					const gradient = dy + <usize>b * outImage;
					for (let o = 0; o < outChannels; o += 8) {
						const dyStart = gradient + ((<usize>(firstColumn * outChannels + o)) << 2);
						const target = filter + ((<usize>o) << 2);
						let i = 0;
						for (; i + 4 <= inChannels; i += 4) {
							const from = image + ((<usize>(xStart + i)) << 2);
							const to = target + <usize>i * outStep;
							block(
								4,
								firstRow,
								endRow,
								columns,
								strideHeight,
								u - top,
								from,
								inRow,
								inStep,
								dyStart,
								outRow,
								outStep,
								to,
							);
						}
						for (; i < inChannels; i++) {
							const from = image + ((<usize>(xStart + i)) << 2);
							const to = target + <usize>i * outStep;
							block(
								1,
								firstRow,
								endRow,
								columns,
								strideHeight,
								u - top,
								from,
								inRow,
								inStep,
								dyStart,
								outRow,
								outStep,
								to,
							);
						}
					}
				}
			}
		}
	}
}

/** First p with p stride + offset >= 0. */
function firstInside(offset: i32, stride: i32): i32 {
	return offset >= 0 ? 0 : (stride - 1 - offset) / stride;
}

/** One past the last p < count with p stride + offset < extent. */
function endInside(offset: i32, stride: i32, extent: i32, count: i32): i32 {
	const end = offset >= extent ? 0 : (extent - 1 - offset) / stride + 1;
	return min(end, count);
}

@inline function accumulate(address: usize, sum: v128): void {
	v128.store(address, f32x4.add(v128.load(address), sum));
}

/** `width` input by 8 output channels. `width` is 1 or 4 and constant, so only what it needs is compiled. */
@inline function block(
	width: i32,
	firstRow: i32,
	endRow: i32,
	columns: i32,
	strideHeight: i32,
	offset: i32,
	x: usize,
	inRow: usize,
	inStep: usize,
	dy: usize,
	outRow: usize,
	outStep: usize,
	target: usize,
): void {
	let a0 = f32x4.splat(0),
		b0 = a0,
		a1 = a0,
		b1 = a0,
		a2 = a0,
		b2 = a0,
		a3 = a0,
		b3 = a0;
	for (let p = firstRow; p < endRow; p++) {
		let from = x + <usize>(p * strideHeight + offset) * inRow;
		let gradient = dy + <usize>p * outRow;
		for (let q = 0; q < columns; q++) {
			const g = v128.load(gradient);
			const h = v128.load(gradient, 16);
			const x0 = v128.load32_splat(from);
			a0 = f32x4.add(a0, f32x4.mul(x0, g));
			b0 = f32x4.add(b0, f32x4.mul(x0, h));
			if (width > 1) {
				const x1 = v128.load32_splat(from, 4);
				const x2 = v128.load32_splat(from, 8);
				const x3 = v128.load32_splat(from, 12);
				a1 = f32x4.add(a1, f32x4.mul(x1, g));
				b1 = f32x4.add(b1, f32x4.mul(x1, h));
				a2 = f32x4.add(a2, f32x4.mul(x2, g));
				b2 = f32x4.add(b2, f32x4.mul(x2, h));
				a3 = f32x4.add(a3, f32x4.mul(x3, g));
				b3 = f32x4.add(b3, f32x4.mul(x3, h));
			}
			from += inStep;
			gradient += outStep;
		}
	}
	accumulate(target, a0);
	accumulate(target + 16, b0);
	if (width > 1) {
		accumulate(target + outStep, a1);
		accumulate(target + outStep + 16, b1);
		accumulate(target + 2 * outStep, a2);
		accumulate(target + 2 * outStep + 16, b2);
		accumulate(target + 3 * outStep, a3);
		accumulate(target + 3 * outStep + 16, b3);
	}
}
