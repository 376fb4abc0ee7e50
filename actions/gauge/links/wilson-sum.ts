/** S of links as matrices, [mu, site, reals], summed in float64. */
import type { Lattice } from "../../../core/lattice.js";
import { neighbours } from "../../../core/lattice.js";
import type { LinkAlgebra } from "./algebra.js";

/** -(beta/N) sum over plaquettes of Re tr P. */
export function wilsonSum(
	algebra: LinkAlgebra,
	lattice: Lattice,
	beta: number,
): (links: Float64Array) => number {
	const { sites, dimension } = lattice;
	const { reals, colours, multiply, inner } = algebra;
	const near = neighbours(lattice);
	const there = new Float64Array(reals);
	const back = new Float64Array(reals);
	return (links) => {
		let sum = 0;
		for (let mu = 0; mu < dimension; mu++)
			for (let nu = mu + 1; nu < dimension; nu++)
				for (let x = 0; x < sites; x++) {
					const [right, up] = [
						near[2 * dimension * x + 2 * mu],
						near[2 * dimension * x + 2 * nu],
					];
					const at = (direction: number, site: number) =>
						(direction * sites + site) * reals;
					multiply(links, at(mu, x), links, at(nu, right), there, 0);
					multiply(links, at(nu, x), links, at(mu, up), back, 0);
					sum += inner(there, 0, back, 0);
				}
		return (-beta / colours) * sum;
	};
}
