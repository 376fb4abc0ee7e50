/**
 * Pure gauge theory on a two-dimensional torus of V plaquettes, exact at every beta. With the characters
 *
 *   exp((beta/N) Re tr U) = sum_r d_r b_r chi_r(U),   Z = sum_r b_r^V,
 *
 * a contractible loop around A plaquettes costs the neighbours s in r x fundamental (A. A. Migdal, Sov. Phys. JETP 42
 * (1975) 413; B. E. Rusakov, Mod. Phys. Lett. A 5 (1990) 693),
 *
 *   <Re tr W> / N = (1/(N Z)) sum_r sum_s (d_s/d_r) b_s^A b_r^(V - A).
 *
 * Two lines around the torus in opposite senses, t sites apart, enclose L t plaquettes:
 *
 *   <tr L(0) tr L(t)^*> = (1/Z) sum_{r, s} b_s^(L t) b_r^(V - L t).
 *
 *   const { loop, logZ } = torus(u1Expansion(2), [8, 8]);
 *   loop(1);        // the plaquette, 0.6977746580
 */

import { element } from "../../../core/elements.js";
export interface Representation {
	/** Highest weight: the charge of U(1), twice the spin of SU(2), (p, q) of SU(3). */
	readonly label: readonly number[];
	readonly dimension: number;
	/** b_r / b_0 of the trivial representation 0. */
	readonly weight: number;
	/** Places in the list of the representations in r x fundamental; those that the list lacks count nothing. */
	readonly neighbours: readonly number[];
}

export interface Expansion {
	readonly colours: number;
	/** log b_0. */
	readonly logTrivial: number;
	readonly representations: readonly Representation[];
}

export interface Torus {
	/** log Z for links in the Haar measure of volume 1. */
	readonly logZ: number;
	/** <Re tr W> / N of a contractible loop that encloses `area` plaquettes, 1 <= area < V. */
	loop(area: number): number;
	/** <|tr L|^2> of a single line around direction mu. */
	readonly line: number;
	/** <|l|^2>, l the mean of tr L over the parallel lines, averaged over the two directions. */
	readonly meanLine: number;
}

/** @param shape extents of the two directions */
export function torus(
	{ colours, logTrivial, representations }: Expansion,
	shape: readonly number[],
): Torus {
	const first = element(shape, 0);
	const second = element(shape, 1);
	const volume = first * second;
	const sum = (term: (r: Representation) => number) =>
		representations.reduce((total, r) => total + term(r), 0);
	const z = sum(({ weight }) => weight ** volume);
	/** Over pairs (r, s), s in r x fundamental. */
	const pairs = (
		area: number,
		factor: (r: Representation, s: Representation) => number,
	) =>
		sum((r) =>
			r.neighbours.reduce((total, at) => {
				const s = element(representations, at);
				return (
					total + factor(r, s) * s.weight ** area * r.weight ** (volume - area)
				);
			}, 0),
		) / z;
	const meanOver = (along: number, across: number) => {
		let total = 0;
		for (let t = 0; t < across; t++) total += pairs(along * t, () => 1);
		return total / across;
	};
	return {
		logZ: volume * logTrivial + Math.log(z),
		loop: (area) =>
			pairs(area, (r, s) => s.dimension / (r.dimension * colours)),
		line: pairs(0, () => 1),
		meanLine: (meanOver(first, second) + meanOver(second, first)) / 2,
	};
}
