/**
 * Whether all numbers are finite. x - x is 0 for a finite x and NaN otherwise, and NaN stays in a sum. So
 * one sum without branches answers for all.
 */
export function allFinite(values: Float32Array | Float64Array): boolean {
	let [a, b, c, d] = [0, 0, 0, 0];
	const whole = values.length & ~3;
	for (let i = 0; i < whole; i += 4) {
		a += values[i] - values[i];
		b += values[i + 1] - values[i + 1];
		c += values[i + 2] - values[i + 2];
		d += values[i + 3] - values[i + 3];
	}
	for (let i = whole; i < values.length; i++) a += values[i] - values[i];
	return a + b + c + d === 0;
}
