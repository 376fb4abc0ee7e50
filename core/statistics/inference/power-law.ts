/** Weighted straight line through (ln x, ln y): y = A x^z, errors of y relative. */
import type { Estimate } from "../../record.js";

export interface PowerLaw {
	readonly amplitude: number;
	/** Error scaled by sqrt(chi2 / dof) where that exceeds 1. */
	readonly exponent: Estimate;
	readonly chi2: number;
	readonly degreesOfFreedom: number;
}

/** Undefined below three points, or where a value or an error is not positive. */
export function fitPowerLaw(
	points: readonly { x: number; y: number; relativeError: number }[],
): PowerLaw | undefined {
	if (new Set(points.map((p) => p.x)).size < 3) return undefined;
	if (points.some((p) => !(p.y > 0) || !(p.relativeError > 0)))
		return undefined;
	let [s, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
	for (const { x, y, relativeError } of points) {
		const w = relativeError ** -2;
		const [u, v] = [Math.log(x), Math.log(y)];
		s += w;
		sx += w * u;
		sy += w * v;
		sxx += w * u * u;
		sxy += w * u * v;
	}
	const determinant = s * sxx - sx * sx;
	const slope = (s * sxy - sx * sy) / determinant;
	const intercept = (sy - slope * sx) / s;
	let chi2 = 0;
	for (const { x, y, relativeError } of points)
		chi2 +=
			((Math.log(y) - intercept - slope * Math.log(x)) / relativeError) ** 2;
	const degreesOfFreedom = points.length - 2;
	const scale = Math.max(1, chi2 / degreesOfFreedom);
	return {
		amplitude: Math.exp(intercept),
		exponent: { value: slope, error: Math.sqrt((s / determinant) * scale) },
		chi2,
		degreesOfFreedom,
	};
}
