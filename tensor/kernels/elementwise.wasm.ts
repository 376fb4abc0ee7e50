/**
 * Functions of each element of a float32 array, and their gradients. tensor/kernels/elementwise.ts
 * registers them in place of the library's kernels. Addresses are byte offsets. The output may be
 * the input.
 */
import { cos4, exp4, loadTail, log4, sigmoid4, sin4, softplus4, storeTail, tanh4 } from "./math.as";

// Selects the function. These are constants, so each exported loop holds the code of one function
// only.
@inline const SIN = 0;
@inline const COS = 1;
@inline const EXP = 2;
@inline const LOG = 3;
@inline const TANH = 4;
@inline const SOFTPLUS = 5;
@inline const SIGMOID = 6;
@inline const LEAKY_RELU = 7;

@inline function value(which: i32, x: v128, alpha: v128): v128 {
	if (which === SIN) return sin4(x);
	if (which === COS) return cos4(x);
	if (which === EXP) return exp4(x);
	if (which === LOG) return log4(x);
	if (which === TANH) return tanh4(x);
	if (which === SOFTPLUS) return softplus4(x);
	if (which === SIGMOID) return sigmoid4(x);
	return v128.bitselect(f32x4.mul(x, alpha), x, f32x4.lt(x, f32x4.splat(0)));
}

/** dL/dx from g = dL/dy. `a` is x, or y where the derivative is simpler in terms of the result. */
@inline function gradient(which: i32, a: v128, g: v128, alpha: v128): v128 {
	const one = f32x4.splat(1);
	if (which === SIN) return f32x4.mul(g, cos4(a));
	if (which === COS) return f32x4.neg(f32x4.mul(g, sin4(a)));
	if (which === TANH) return f32x4.mul(g, f32x4.sub(one, f32x4.mul(a, a)));
	if (which === SOFTPLUS) return f32x4.mul(g, sigmoid4(a));
	if (which === SIGMOID) return f32x4.mul(g, f32x4.mul(a, f32x4.sub(one, a)));
	return v128.bitselect(g, f32x4.mul(g, alpha), f32x4.gt(a, f32x4.splat(0)));
}

@inline function map(which: i32, n: i32, x: usize, y: usize, alpha: f32): void {
	const parameter = f32x4.splat(alpha);
	const end = x + ((<usize>n & ~3) << 2);
	while (x < end) {
		v128.store(y, value(which, v128.load(x), parameter));
		x += 16;
		y += 16;
	}
	const rest = <usize>n & 3;
	if (rest) storeTail(y, value(which, loadTail(x, rest), parameter), rest);
}

@inline function mapGradient(which: i32, n: i32, a: usize, g: usize, out: usize, alpha: f32): void {
	const parameter = f32x4.splat(alpha);
	const end = a + ((<usize>n & ~3) << 2);
	while (a < end) {
		v128.store(out, gradient(which, v128.load(a), v128.load(g), parameter));
		a += 16;
		g += 16;
		out += 16;
	}
	const rest = <usize>n & 3;
	if (rest) storeTail(out, gradient(which, loadTail(a, rest), loadTail(g, rest), parameter), rest);
}

/** y[i] = f(x[i]), i < n. */
export function sin(n: i32, x: usize, y: usize): void {
	map(SIN, n, x, y, 0);
}
export function cos(n: i32, x: usize, y: usize): void {
	map(COS, n, x, y, 0);
}
export function exp(n: i32, x: usize, y: usize): void {
	map(EXP, n, x, y, 0);
}
export function log(n: i32, x: usize, y: usize): void {
	map(LOG, n, x, y, 0);
}
export function tanh(n: i32, x: usize, y: usize): void {
	map(TANH, n, x, y, 0);
}
export function softplus(n: i32, x: usize, y: usize): void {
	map(SOFTPLUS, n, x, y, 0);
}
export function sigmoid(n: i32, x: usize, y: usize): void {
	map(SIGMOID, n, x, y, 0);
}
/** y = x, or alpha x where x < 0. */
export function leakyRelu(n: i32, x: usize, y: usize, alpha: f32): void {
	map(LEAKY_RELU, n, x, y, alpha);
}

/** out[i] = g[i] f'(x[i]). */
export function sinGradient(n: i32, x: usize, g: usize, out: usize): void {
	mapGradient(SIN, n, x, g, out, 0);
}
export function cosGradient(n: i32, x: usize, g: usize, out: usize): void {
	mapGradient(COS, n, x, g, out, 0);
}
export function softplusGradient(n: i32, x: usize, g: usize, out: usize): void {
	mapGradient(SOFTPLUS, n, x, g, out, 0);
}
/** As above. The derivative at x = 0 is alpha. */
export function leakyReluGradient(n: i32, x: usize, g: usize, out: usize, alpha: f32): void {
	mapGradient(LEAKY_RELU, n, x, g, out, alpha);
}
/** out[i] = g[i] f'(x[i]) in terms of y = f(x). */
export function tanhGradient(n: i32, y: usize, g: usize, out: usize): void {
	mapGradient(TANH, n, y, g, out, 0);
}
export function sigmoidGradient(n: i32, y: usize, g: usize, out: usize): void {
	mapGradient(SIGMOID, n, y, g, out, 0);
}
