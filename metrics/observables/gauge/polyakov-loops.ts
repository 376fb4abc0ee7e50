/**
 * Polyakov loops: lines of links that close around the lattice, L = product of U_mu along the direction mu. In U(1) a
 * single line has |tr L|^2 = 1. The order parameter of the centre symmetry is the mean of tr L over parallel lines.
 */
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import { coordinate, type Lattice, shifted } from "../../../core/lattice.js";
import { forEachConfiguration, gaugeObservable } from "./link-observable.js";

/** Calls `visit` with tr L of each line in each direction. */
function forEachLine(
	links: Float64Array,
	{ reals, multiply, trace, imaginaryTrace, identity }: LinkAlgebra,
	lattice: Lattice,
	visit: (mu: number, real: number, imaginary: number) => void,
): void {
	const { sites, dimension, shape } = lattice;
	for (let mu = 0; mu < dimension; mu++)
		for (let start = 0; start < sites; start++) {
			if (coordinate(lattice, start, mu) !== 0) continue;
			let line = new Float64Array(reals);
			let next = new Float64Array(reals);
			identity(line, 0);
			for (let k = 0; k < shape[mu]; k++) {
				const x = shifted(lattice, start, mu, k);
				multiply(line, 0, links, (mu * sites + x) * reals, next, 0);
				[line, next] = [next, line];
			}
			visit(mu, trace(line, 0), imaginaryTrace(line, 0));
		}
}

const symmetries = [
	"translation",
	"hypercubic",
	"gauge",
	"chargeConjugation",
] as const;

export const polyakovLoop = gaugeObservable({
	name: "polyakovLoop",
	symbol: "⟨|tr L|²⟩",
	label: "|tr L|² of lines around the lattice, mean over lines and directions",
	applies: ({ space }) =>
		space.manifold === "circle"
			? { ok: false, reason: "every line of U(1) has |L| = 1" }
			: { ok: true },
	joint: "slow",
	symmetries,
	measure(fields, space) {
		const values = new Float64Array(fields.length / space.size);
		forEachConfiguration(fields, space, (links, index, algebra) => {
			let sum = 0;
			let lines = 0;
			forEachLine(links, algebra, space.lattice, (_, real, imaginary) => {
				sum += real * real + imaginary * imaginary;
				lines++;
			});
			values[index] = sum / lines;
		});
		return values;
	},
});

export const meanPolyakovLoop = gaugeObservable({
	name: "meanPolyakovLoop",
	symbol: "⟨|l|²⟩",
	label: "|l|², l the mean of tr L over parallel lines, mean over directions",
	joint: "slow",
	trace: true,
	symmetries,
	measure(fields, space) {
		const { lattice } = space;
		const values = new Float64Array(fields.length / space.size);
		forEachConfiguration(fields, space, (links, index, algebra) => {
			const sums = lattice.shape.map(() => [0, 0]);
			forEachLine(links, algebra, lattice, (mu, real, imaginary) => {
				sums[mu][0] += real;
				sums[mu][1] += imaginary;
			});
			sums.forEach(([real, imaginary], mu) => {
				const lines = lattice.sites / lattice.shape[mu];
				values[index] +=
					(real * real + imaginary * imaginary) /
					(lines * lines * lattice.dimension);
			});
		});
		return values;
	},
});
