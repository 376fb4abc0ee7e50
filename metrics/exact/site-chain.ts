/**
 * The transfer matrix of one site, t(x, y) = e^{-V(x)/2} e^{-kappa (x - y)^2} e^{-V(y)/2}, on a
 * uniform grid. The trapezoid rule converges exponentially for such integrands, so few points give
 * all digits, and a second grid tells how many are right.
 */
import type { Polynomial } from "../../actions/action.js";
import {
	type SymmetricEigen,
	symmetricEigen,
} from "../../core/statistics/inference/symmetric-eigen.js";

export interface SiteChain {
	readonly points: Float64Array;
	readonly spacing: number;
	/** e^{-V}, largest value 1, at each point. */
	readonly weights: Float64Array;
	/** log of what was divided out of `weights`. */
	readonly logScale: number;
	/** Eigenvalues of t in descending order, as far as they count. */
	readonly values: Float64Array;
	/** psi_k at each point, sum_x psi_k psi_l = delta_kl. */
	readonly states: readonly Float64Array[];
}

/** Exponent beyond which e^{-V} is nothing. */
const depth = 42;
/** Eigenvalues below this part of the first are rounding. */
const smallest = 1e-14;

/** Undefined where e^{-V} does not fall off within reach. */
export function siteChain(
	{ kinetic, potential }: Polynomial,
	count: number,
): SiteChain | undefined {
	const bounds = reach(potential);
	if (bounds === undefined) return undefined;
	const [low, high] = bounds;
	const spacing = (high - low) / (count - 1);
	const points = Float64Array.from({ length: count }, (_, i) =>
		i === count - 1 ? high : low + spacing * i,
	);
	const exponents = points.map((x) => potentialAt(potential, x));
	const least = exponents.reduce((a, b) => Math.min(a, b));
	const weights = exponents.map((v) => Math.exp(least - v));
	const matrix = new Float64Array(count * count);
	for (let i = 0; i < count; i++)
		for (let j = 0; j < count; j++)
			matrix[i * count + j] =
				spacing *
				Math.sqrt(weights[i] * weights[j]) *
				Math.exp(-kinetic * (points[i] - points[j]) ** 2);
	const { values, vectors } = isEven(weights)
		? eigenByParity(matrix, count)
		: symmetricEigen(matrix, count);
	const none = values.findIndex((value) => !(value > smallest * values[0]));
	const kept = none === -1 ? count : none;
	return {
		points,
		spacing,
		weights,
		logScale: -least,
		values: values.slice(0, kept),
		states: vectors.slice(0, kept),
	};
}

/** Whether e^{-V} is the same at x and -x. */
export function isEven(weights: Float64Array): boolean {
	const last = weights.length - 1;
	return weights.every(
		(w, x) => Math.abs(w - weights[last - x]) <= 1e-12 * (w + 1e-300),
	);
}

/**
 * Even and odd states alternate, as the states of a positive kernel in one dimension do, so that the
 * two halves of the problem are solved apart: a fourth of the work, and no mixing of states whose
 * eigenvalues agree to rounding, as those of a deep double well.
 */
function eigenByParity(matrix: Float64Array, count: number): SymmetricEigen {
	const half = count / 2;
	const [even, odd] = [1, -1].map((sign) => {
		const block = new Float64Array(half * half);
		for (let i = 0; i < half; i++)
			for (let j = 0; j < half; j++)
				block[i * half + j] =
					matrix[i * count + j] + sign * matrix[i * count + count - 1 - j];
		const { values, vectors } = symmetricEigen(block, half);
		return {
			values,
			vectors: vectors.map((half) => {
				const part = half.map((x) => x * Math.SQRT1_2);
				return Float64Array.of(...part, ...part.map((x) => sign * x).reverse());
			}),
		};
	});
	const alternating = Array.from(
		{ length: count },
		(_, k) => [k % 2 === 0 ? even : odd, Math.floor(k / 2)] as const,
	);
	return {
		values: Float64Array.from(alternating, ([of, k]) => of.values[k]),
		vectors: alternating.map(([of, k]) => of.vectors[k]),
	};
}

/**
 * Of a periodic chain of L = `extent` sites, sum over t from 1 to L - 1 of <phi_0 phi_t> =
 * sum_ab x_ab^2 l_a^(L - t) l_b^t / sum_a l_a^L, with the first `count` states.
 */
export function distantPairs(
	{ points, states, values }: SiteChain,
	count: number,
	extent: number,
): number {
	let [pairs, z] = [0, 0];
	for (let a = 0; a < count; a++) {
		const first = values[a] / values[0];
		z += first ** extent;
		for (let b = 0; b < count; b++) {
			const second = values[b] / values[0];
			const x = points.reduce(
				(sum, point, i) => sum + point * states[a][i] * states[b][i],
				0,
			);
			for (let t = 1; t < extent; t++)
				pairs += x * x * first ** (extent - t) * second ** t;
		}
	}
	return pairs / z;
}

/** Where V is less than `depth` above its minimum: the interval around it, on a coarse scan. */
function reach(
	potential: readonly number[],
): readonly [number, number] | undefined {
	for (let half = 1 / 16; half <= 4096; half *= 1.25) {
		let least = Number.POSITIVE_INFINITY;
		for (let i = -64; i <= 64; i++)
			least = Math.min(least, potentialAt(potential, (half * i) / 64));
		const ends = Math.min(
			potentialAt(potential, half),
			potentialAt(potential, -half),
		);
		if (ends > least + depth) return [-half, half];
	}
	return undefined;
}

function potentialAt(potential: readonly number[], x: number): number {
	return potential.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
