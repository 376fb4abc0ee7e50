/**
 * exp(i t H) of traceless Hermitian 3 x 3 matrices by the theorem of Cayley and Hamilton, as
 * q0 + q1 H + q2 H^2 (C. Morningstar, M. Peardon, hep-lat/0311018), for any |t H|. The polynomial is
 * Newton's interpolation at the eigenvalues. Its divided differences stay exact where two eigenvalues
 * meet. It needs only sums, products, roots, sines and cosines,
 * which every backend computes accurately. The usual closed form needs an arc cosine, which some
 * backends compute inaccurately.
 */
import * as tf from "../../tensor/tf.js";
import { matrixProduct } from "./matrix3-ops.js";

/** Keeps the norm of H off zero; its square root to the third power is still a float32. */
const tiny = 1e-20;
/** Keeps y of sin(y)/y off zero; far below what float32 adds to 1. */
const tinySquare = 1e-30;
/** From the largest possible start, to float32. */
const newtonSteps = 5;

/** The unit matrix, and i times it. */
const one = Float32Array.from({ length: 18 }, (_, k) => (k % 8 === 0 ? 1 : 0));
const i = Float32Array.from({ length: 18 }, (_, k) => (k % 8 === 1 ? 1 : 0));

/** Complex numbers, one for each matrix, [n, 1] each. */
interface Scalars {
	readonly re: tf.Tensor;
	readonly im: tf.Tensor;
}

const plus = (a: Scalars, b: Scalars): Scalars => ({
	re: tf.add(a.re, b.re),
	im: tf.add(a.im, b.im),
});

const scaled = (a: Scalars, factor: tf.Tensor): Scalars => ({
	re: tf.mul(a.re, factor),
	im: tf.mul(a.im, factor),
});

/** exp(i x). */
const phase = (x: tf.Tensor): Scalars => ({ re: tf.cos(x), im: tf.sin(x) });

/** (exp(i t a) - exp(i t b)) / (a - b) = i t exp(i t (a + b)/2) sin(y)/y, y = t (a - b)/2. */
function slope(a: tf.Tensor, b: tf.Tensor, t: number): Scalars {
	const difference = tf.mul(tf.sub(a, b), t / 2);
	const y = tf.sqrt(tf.add(tf.square(difference), tinySquare));
	const { re, im } = phase(tf.mul(tf.add(a, b), t / 2));
	const factor = tf.mul(tf.div(tf.sin(y), y), t);
	return { re: tf.neg(tf.mul(im, factor)), im: tf.mul(re, factor) };
}

/**
 * The roots of x^3 - c1 x - c0, each [n, 1]: two that may be close to one another, and the one that is
 * far from them.
 */
function eigenvalues(
	c0: tf.Tensor,
	c1: tf.Tensor,
): readonly [tf.Tensor, tf.Tensor, tf.Tensor] {
	const norm = tf.sqrt(c1);
	// In units of the norm the far root of x^3 - x - k, 0 <= k <= 2/sqrt(27), lies in [1, 2/sqrt 3].
	const k = tf.div(tf.abs(c0), tf.mul(c1, norm));
	let x: tf.Tensor = tf.fill(c0.shape, 2 / Math.sqrt(3));
	for (let step = 0; step < newtonSteps; step++) {
		const square = tf.square(x);
		const value = tf.sub(tf.mul(x, tf.sub(square, 1)), k);
		x = tf.sub(x, tf.div(value, tf.sub(tf.mul(square, 3), 1)));
	}
	const gap = tf.sqrt(tf.relu(tf.sub(4, tf.mul(tf.square(x), 3))));
	// -1 or 1, and 1 where c0 vanishes.
	const sign = tf.sub(tf.mul(tf.cast(tf.greaterEqual(c0, 0), "float32"), 2), 1);
	const unit = tf.mul(sign, norm);
	return [
		tf.mul(unit, tf.mul(tf.add(x, gap), -0.5)),
		tf.mul(unit, tf.mul(tf.sub(x, gap), -0.5)),
		tf.mul(unit, x),
	];
}

/** exp(t X), [n, 18], of Hermitian H and X = i H, [n, 18] each. */
export function exponential(h: tf.Tensor, x: tf.Tensor, t: number): tf.Tensor {
	const h2 = matrixProduct(h, h);
	const x2 = matrixProduct(x, h);
	const inner = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b), 1, true);
	const c1 = tf.add(tf.div(inner(h, h), 2), tiny);
	const c0 = tf.div(inner(h2, h), 3);
	const [a, b, far] = eigenvalues(c0, c1);
	const first = slope(a, b, t);
	const second = slope(b, far, t);
	const gap = tf.sub(far, a);
	const q2 = {
		re: tf.div(tf.sub(second.re, first.re), gap),
		im: tf.div(tf.sub(second.im, first.im), gap),
	};
	const q1 = plus(first, scaled(q2, tf.neg(tf.add(a, b))));
	const q0 = plus(
		plus(phase(tf.mul(a, t)), scaled(first, tf.neg(a))),
		scaled(q2, tf.mul(a, b)),
	);
	return tf.addN([
		tf.mul(q0.re, tf.tensor2d(one, [1, 18])),
		tf.mul(q0.im, tf.tensor2d(i, [1, 18])),
		tf.mul(q1.re, h),
		tf.mul(q1.im, x),
		tf.mul(q2.re, h2),
		tf.mul(q2.im, x2),
	]);
}
