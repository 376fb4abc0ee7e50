/** What the tests of actions share. */
import type { Polynomial } from "../../actions/action.js";
import { type Lattice, shifted } from "../../core/lattice.js";
import { createRandom, fillNormal } from "../../core/random.js";

export function normals(seed: string, count: number): Float64Array {
	return fillNormal(createRandom(seed), new Float64Array(count));
}

/** S by the sum as it is written: every site, every direction, forward link. */
export function writtenOut(
	{ kinetic, potential }: Polynomial,
	lattice: Lattice,
	fields: ArrayLike<number>,
): number {
	let sum = 0;
	for (let x = 0; x < lattice.sites; x++) {
		for (let mu = 0; mu < lattice.dimension; mu++)
			sum += kinetic * (fields[shifted(lattice, x, mu, 1)] - fields[x]) ** 2;
		potential.forEach((coefficient, power) => {
			sum += coefficient * fields[x] ** power;
		});
	}
	return sum;
}
