/**
 * The weight of what encloses m plaquettes: m convolutions of exp((beta/N) Re tr P) are
 *
 *   K_m(g) = sum_r d_r b_r^m chi_r(g),   0 < K_m(g) <= K_m(1),
 *
 * by the character expansion. Large areas forget g, so that few representations matter. The characters: cos(n theta) of
 * U(1), Chebyshev's polynomials of SU(2), and of SU(3) chi_(p,q) = h_p h_q^* - h_(p-1) h_(q-1)^* with the complete
 * symmetric polynomials h of the eigenvalues, h_(p+1) = t h_p - t^* h_(p-1) + h_(p-2), t = tr g.
 */
import type { Wilson } from "../../actions/action.js";
import { expansions } from "../../actions/gauge/exact/expectations.js";
import type { LinkAlgebra } from "../../actions/gauge/links/algebra.js";

export interface ClassSums {
	/** A number that `ratio` never falls below, for any g. */
	least(m: number): number;
	/** K_m(g) / K_m(1), in (0, 1]; g stands at the start of the array. */
	ratio(m: number, g: Float64Array): number;
}

/** Terms below this share are left out. */
const negligible = 1e-17;

/** The terms of one area besides the trivial one. */
interface Terms {
	/** Labels, `width` numbers for each term. */
	readonly labels: Int32Array;
	/** d_r (b_r / b_0)^m. */
	readonly factors: Float64Array;
	/** K_m(1) - 1 in units of b_0^m. */
	readonly total: number;
	readonly highest: number;
}

/** @param areas the largest m */
export function classSums(
	{ group, beta }: Wilson,
	algebra: LinkAlgebra,
	areas: number,
): ClassSums {
	const { representations } = expansions[group](beta);
	const { colours } = algebra;
	const terms: Terms[] = Array.from({ length: areas + 1 }, (_, m) => {
		const kept = representations.filter(
			({ label, dimension, weight }) =>
				label.some((k) => k !== 0) && dimension ** 2 * weight ** m > negligible,
		);
		return {
			labels: Int32Array.from(kept.flatMap(({ label }) => label)),
			factors: Float64Array.from(
				kept,
				({ dimension, weight }) => dimension * weight ** m,
			),
			total: kept.reduce(
				(sum, { dimension, weight }) => sum + dimension ** 2 * weight ** m,
				0,
			),
			highest: Math.max(0, ...kept.flatMap(({ label }) => label.map(Math.abs))),
		};
	});
	const widest = Math.max(...terms.slice(1).map(({ highest }) => highest));
	const real = new Float64Array(widest + 2);
	const imaginary = new Float64Array(widest + 2);

	/** sum of factors times characters, without the trivial one. */
	const sum = (one: Terms, g: Float64Array): number => {
		const { labels, factors, highest } = one;
		const t = algebra.trace(g, 0);
		const v = algebra.imaginaryTrace(g, 0);
		let total = 0;
		if (colours < 3) {
			// T_n(cos theta), or U_n(h0): both double the argument.
			const x = colours === 1 ? t : t / 2;
			real[0] = 1;
			real[1] = colours === 1 ? x : 2 * x;
			for (let n = 2; n <= highest; n++)
				real[n] = 2 * x * real[n - 1] - real[n - 2];
			for (let k = 0; k < factors.length; k++)
				total += factors[k] * real[Math.abs(labels[k])];
			return total;
		}
		real[0] = 1;
		imaginary[0] = 0;
		for (let p = 0; p < highest; p++) {
			const [a, b] = p > 0 ? [real[p - 1], imaginary[p - 1]] : [0, 0];
			const [c, d] = p > 1 ? [real[p - 2], imaginary[p - 2]] : [0, 0];
			real[p + 1] = t * real[p] - v * imaginary[p] - (t * a + v * b) + c;
			imaginary[p + 1] = t * imaginary[p] + v * real[p] - (t * b - v * a) + d;
		}
		for (let k = 0; k < factors.length; k++) {
			const p = labels[2 * k];
			const q = labels[2 * k + 1];
			let character = real[p] * real[q] + imaginary[p] * imaginary[q];
			if (p > 0 && q > 0)
				character -=
					real[p - 1] * real[q - 1] + imaginary[p - 1] * imaginary[q - 1];
			total += factors[k] * character;
		}
		return total;
	};

	return {
		least: (m) =>
			m < 2 ? 0 : Math.max(0, (1 - terms[m].total) / (1 + terms[m].total)),
		ratio(m, g) {
			if (m === 1)
				return Math.exp((beta / colours) * (algebra.trace(g, 0) - colours));
			const one = terms[m];
			if (one.factors.length === 0) return 1;
			return (1 + sum(one, g)) / (1 + one.total);
		},
	};
}
