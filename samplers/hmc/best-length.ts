/** The best of the trajectory lengths that were tried. */

/**
 * The minimum of a parabola through log cost against log length, which averages the noise of
 * single candidates; the best candidate itself where the parabola has no minimum among them.
 */
export function bestLength(costs: ReadonlyMap<number, number>): number | null {
	const points = [...costs]
		.filter(([, cost]) => Number.isFinite(cost))
		.map(([length, cost]) => [Math.log(length), Math.log(cost)] as const)
		.sort(([a], [b]) => a - b);
	if (points.length === 0) return null;
	const best = points.reduce((a, b) => (b[1] < a[1] ? b : a));
	if (points.length >= 4) {
		const [, slope, curvature] = parabola(
			points.map(([x, y]) => [x - best[0], y]),
		);
		const vertex = best[0] - slope / (2 * curvature);
		const inside =
			vertex >= points[0][0] && vertex <= points[points.length - 1][0];
		if (curvature > 0 && inside) return Math.exp(vertex);
	}
	return Math.exp(best[0]);
}

/** Least squares of y = c0 + c1 x + c2 x^2, by Cramer's rule. */
function parabola(
	points: readonly (readonly [number, number])[],
): [number, number, number] {
	const s = [0, 0, 0, 0, 0];
	const t = [0, 0, 0];
	for (const [x, y] of points) {
		for (let power = 0; power < 5; power++) s[power] += x ** power;
		for (let power = 0; power < 3; power++) t[power] += y * x ** power;
	}
	const determinant = (a: number[], b: number[], c: number[]) =>
		a[0] * (b[1] * c[2] - b[2] * c[1]) -
		b[0] * (a[1] * c[2] - a[2] * c[1]) +
		c[0] * (a[1] * b[2] - a[2] * b[1]);
	const columns = [s.slice(0, 3), s.slice(1, 4), s.slice(2, 5)];
	const [a, b, c] = columns;
	const whole = determinant(a, b, c);
	return [
		determinant(t, b, c) / whole,
		determinant(a, t, c) / whole,
		determinant(a, b, t) / whole,
	];
}
