/**
 * The coordinates theta of training: c = origin + map theta, where c are the coefficients of all time modes.
 * The origin is the fit of samplers/gauge-continuous/fit.ts. In theta the normal matrix of the fit is 1, so
 * a unit step in any direction changes log w by about the same amount. Adam expects this, and its steps are
 * then close to those of the natural gradient.
 */
export interface Frame {
	readonly origin: Float64Array;
	/** [parameter, theta], row-major. */
	readonly map: Float64Array;
}

export function coefficientsOf(
	{ origin, map }: Frame,
	theta: ArrayLike<number>,
): Float64Array {
	const n = origin.length;
	return origin.map((value, i) => {
		let sum = value;
		for (let k = 0; k < n; k++) sum += map[i * n + k] * theta[k];
		return sum;
	});
}

/** Adds map^T g to `out`. */
export function addGradient(
	{ map }: Frame,
	gradient: Float64Array,
	out: Float64Array,
): void {
	const n = gradient.length;
	for (let i = 0; i < n; i++)
		for (let k = 0; k < n; k++) out[k] += map[i * n + k] * gradient[i];
}
