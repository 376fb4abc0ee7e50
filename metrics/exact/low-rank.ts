/** e^{-kappa (x - y)^2} = sum_r u_r(x) u_r(y) on given points, by Cholesky's method with pivots. */

/**
 * u_r at each point.
 *
 * @param weights how much a point matters, in [0, 1]
 * @param tolerance what may be left of the diagonal, which is 1, times the weight
 */
export function gaussianFactors(
	points: Float64Array,
	kappa: number,
	weights: Float64Array,
	tolerance: number,
): readonly Float64Array[] {
	const left = new Float64Array(points.length).fill(1);
	const factors: Float64Array[] = [];
	while (factors.length < points.length) {
		let pivot = 0;
		for (let x = 1; x < left.length; x++)
			if (weights[x] * left[x] > weights[pivot] * left[pivot]) pivot = x;
		if (!(weights[pivot] * left[pivot] > tolerance)) break;
		const root = Math.sqrt(left[pivot]);
		const factor = points.map((x, place) => {
			let rest = Math.exp(-kappa * (x - points[pivot]) ** 2);
			for (const other of factors) rest -= other[place] * other[pivot];
			return rest / root;
		});
		for (let x = 0; x < left.length; x++) left[x] -= factor[x] ** 2;
		left[pivot] = 0;
		factors.push(factor);
	}
	return factors;
}
