/** The sums of one configuration as their formulas say, site by site. */
import type { Polynomial } from "../../../../actions/action.js";
import { coordinate, type Lattice, shifted } from "../../../../core/lattice.js";
import type { SiteSums } from "../../../../metrics/observables/scalar/site-sums.js";

type Plain = {
	readonly [K in keyof SiteSums]: SiteSums[K] extends Float64Array
		? number
		: readonly number[];
};

export function plainSums(
	phi: ArrayLike<number>,
	lattice: Lattice,
	{ kinetic, potential }: Polynomial,
): Plain {
	const { sites, shape } = lattice;
	const all = Array.from({ length: sites }, (_, x) => x);
	const wide = shape.flatMap((extent, mu) => (extent > 1 ? [mu] : []));
	const mean = (term: (x: number) => number): number =>
		all.reduce((sum, x) => sum + term(x), 0) / sites;
	const ahead = (x: number): number =>
		wide.reduce((sum, mu) => sum + phi[shifted(lattice, x, mu, 1)], 0);
	const behind = (x: number): number =>
		wide.reduce((sum, mu) => sum + phi[shifted(lattice, x, mu, -1)], 0);
	const derivative = (order: 1 | 2, x: number): number =>
		potential.reduce((sum, c, k) => {
			const factor = order === 1 ? k : k * (k - 1);
			return factor === 0 ? sum : sum + c * factor * phi[x] ** (k - order);
		}, 0);
	const slope = (x: number): number =>
		2 * kinetic * (2 * wide.length * phi[x] - ahead(x) - behind(x)) +
		derivative(1, x);
	const bend = (x: number): number =>
		4 * kinetic * wide.length + derivative(2, x);
	const slices = shape.map((extent, mu) => {
		const sums = new Array<number>(extent).fill(0);
		for (const x of all) sums[coordinate(lattice, x, mu)] += phi[x];
		return sums;
	});
	const longest = Math.max(...shape);
	return {
		mean: mean((x) => phi[x]),
		phi2: mean((x) => phi[x] ** 2),
		phi4: mean((x) => phi[x] ** 4),
		hopping: mean((x) => phi[x] * ahead(x)),
		modes: slices.map((sums, mu) => {
			const angle = (s: number) => (2 * Math.PI * s) / shape[mu];
			const real = sums.reduce((sum, p, s) => sum + p * Math.cos(angle(s)), 0);
			const imaginary = sums.reduce(
				(sum, p, s) => sum + p * Math.sin(angle(s)),
				0,
			);
			return (real ** 2 + imaginary ** 2) / sites;
		}),
		correlator: Array.from({ length: Math.floor(longest / 2) + 1 }, (_, t) =>
			slices
				.filter((sums) => sums.length === longest)
				.reduce(
					(sum, slice) =>
						sum +
						slice.reduce((s, p, at) => s + p * slice[(at + t) % longest], 0),
					0,
				),
		),
		dyson: [
			mean((x) => phi[x] * slope(x)),
			mean((x) => ahead(x) * slope(x)),
			mean(slope),
			mean((x) => slope(x) ** 2 - bend(x)),
			mean((x) => phi[x] ** 2 * (phi[x] * slope(x) - 3)),
		],
	};
}
