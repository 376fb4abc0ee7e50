/** |φ̃(n₁, n₂)|² / V of one field at the low momenta of a rectangle. */

/** cos and sin of 2π n x / extent, [n, x]. */
function waves(count: number, extent: number) {
	const angles = Float64Array.from({ length: count * extent }, (_, at) => {
		const n = Math.floor(at / extent);
		return (2 * Math.PI * n * (at % extent)) / extent;
	});
	return { cosine: angles.map(Math.cos), sine: angles.map(Math.sin) };
}

/**
 * The transform for fields of one shape.
 * @param shape rows and columns
 * @param counts momenta 0 ... counts - 1 of each direction, in units of 2π/L
 * @returns the modes of a field, [counts], averaged over n₂ and −n₂; the next call writes them anew
 */
export function lowModes(
	[rows, columns]: readonly [number, number],
	[first, second]: readonly [number, number],
): (field: Float32Array | Float64Array) => Float64Array {
	const along = waves(second, columns);
	const across = waves(first, rows);
	const real = new Float64Array(rows * second);
	const imaginary = new Float64Array(rows * second);
	const modes = new Float64Array(first * second);
	return (field) => {
		for (let r = 0; r < rows; r++)
			for (let n = 0; n < second; n++) {
				let [re, im] = [0, 0];
				for (let x = 0; x < columns; x++) {
					const value = field[r * columns + x];
					re += value * along.cosine[n * columns + x];
					im -= value * along.sine[n * columns + x];
				}
				real[r * second + n] = re;
				imaginary[r * second + n] = im;
			}
		for (let m = 0; m < first; m++)
			for (let n = 0; n < second; n++) {
				let [a, b, c, d] = [0, 0, 0, 0];
				for (let r = 0; r < rows; r++) {
					const cosine = across.cosine[m * rows + r];
					const sine = across.sine[m * rows + r];
					const re = real[r * second + n];
					const im = imaginary[r * second + n];
					a += re * cosine + im * sine;
					b += im * cosine - re * sine;
					// The same at −m, which by reflection is (m, −n).
					c += re * cosine - im * sine;
					d += im * cosine + re * sine;
				}
				modes[m * second + n] =
					(a * a + b * b + c * c + d * d) / (2 * rows * columns);
			}
		return modes;
	};
}
