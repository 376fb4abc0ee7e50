/**
 * exp, log, softplus and tanh in WGSL, accurate to about one unit in the last place. WGSL allows
 * its own functions larger errors (2^-21 for log near 1, 1e-5 for tanh), which add up in
 * log-determinants. The polynomials come from tensor/kernels/exp.as.ts and
 * tensor/kernels/log.as.ts, which explain them. Arguments must be ordinary numbers, neither
 * infinite nor denormal.
 */

const twoParts = /* wgsl */ `
fn powerOfTwo(n: f32) -> f32 {
	return bitcast<f32>((i32(n) + 127) << 23u);
}

/** e^r - 1 for x = n ln 2 + r. */
fn expFraction(x: f32, n: f32) -> f32 {
	let r = fma(n, 2.12194440054690583e-4, fma(n, -0.693359375, x));
	var p = fma(r, 0.001381401062, 0.008369000786);
	p = fma(p, r, 0.04166841568);
	p = fma(p, r, 0.1666651828);
	p = fma(p, r, 0.4999999329);
	return fma(r * r, p, r);
}
`;

/** `expOf`: relative error 1e-7. Results below e^-87 become e^-87. */
export const expSource = /* wgsl */ `
${twoParts}
fn expOf(value: f32) -> f32 {
	let x = clamp(value, -87.0, 88.0);
	let n = round(x * 1.44269504);
	return (1.0 + expFraction(x, n)) * powerOfTwo(n);
}
`;

/** `tanhOf`; needs `expSource`. */
export const tanhSource = /* wgsl */ `
fn tanhOf(x: f32) -> f32 {
	let a = abs(x);
	let z = a * a;
	var p = fma(z, -0.006265471538, 0.02106646706);
	p = fma(p, z, -0.05385130701);
	p = fma(p, z, 0.1333257936);
	p = fma(p, z, -0.3333331745);
	let near = fma(a * z, p, a);
	let u = min(a + a, 20.0);
	let n = round(u * 1.44269504);
	let power = powerOfTwo(n);
	let m = fma(expFraction(u, n), power, power - 1.0);
	let size = select(m / (m + 2.0), near, a < 0.55);
	return select(size, -size, x < 0.0);
}
`;

/** `logSeries`: k ln 2 + log(1 + f) for 1 + f between the roots of 1/2 and of 2. */
export const logSeries = /* wgsl */ `
fn logSeries(k: f32, f: f32) -> f32 {
	let s = f / (f + 2.0);
	let z = s * s;
	var p = fma(z, 0.2358999005, 0.2853691938);
	p = fma(p, z, 0.400003409);
	p = fma(p, z, 0.6666666562);
	let halfSquare = 0.5 * f * f;
	let y = s * (halfSquare + z * p) + k * 1.42860682030941723e-6;
	return ((y - halfSquare) + f) + k * 0.693145751953125;
}
`;

/** `logOf` for positive numbers, and `softplusOf`. Needs `expSource`. */
export const logSource = /* wgsl */ `
${logSeries}
fn logOf(x: f32) -> f32 {
	let shifted = bitcast<u32>(x) + (0x3f800000u - 0x3f3504f3u);
	let k = f32(i32(shifted >> 23u) - 127);
	return logSeries(k, bitcast<f32>((shifted & 0x7fffffu) + 0x3f3504f3u) - 1.0);
}

/** ln(1 + e^x). */
fn softplusOf(x: f32) -> f32 {
	let e = expOf(-abs(x));
	let s = e / (e + 2.0);
	let z = s * s;
	var p = fma(z, 0.2430093301, 0.2142765849);
	p = fma(p, z, 0.2861688471);
	p = fma(p, z, 0.3999887775);
	p = fma(p, z, 0.6666667562);
	return max(x, 0.0) + (e - s * (e - z * p));
}
`;
