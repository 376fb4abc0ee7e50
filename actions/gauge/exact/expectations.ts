/**
 * Exact expectation values of two-dimensional gauge theories by the names of observables: gates in front of every
 * ranking.
 */
import type { Lattice } from "../../../core/lattice.js";
import type { Wilson } from "../../action.js";
import { chargeVariance } from "./charge.js";
import { su2Expansion, su3Expansion, u1Expansion } from "./expansions.js";
import { type Expansion, type Torus, torus } from "./torus.js";

/** The character expansions by group. */
export const expansions: Readonly<
	Record<Wilson["group"], (beta: number) => Expansion>
> = { U1: u1Expansion, SU2: su2Expansion, SU3: su3Expansion };

/** The theory on a two-dimensional lattice, from which every loop follows. Undefined in other dimensions. */
export function torusOf(
	{ group, beta }: Pick<Wilson, "group" | "beta">,
	{ shape, dimension }: Lattice,
): Torus | undefined {
	return dimension === 2 ? torus(expansions[group](beta), shape) : undefined;
}

/** In three dimensions and more only what the force says of beta. */
export function exactExpectations(
	group: Wilson["group"],
	lattice: Lattice,
	beta: number,
): Readonly<Record<string, number>> {
	const thermometer = beta > 0 ? { thermometer: beta } : {};
	const solved = torusOf({ group, beta }, lattice);
	if (solved === undefined) return thermometer;
	const { sites, shape } = lattice;
	const { loop, line, meanLine, logZ } = solved;
	const plaquette = loop(1);
	const charge = group === "U1" ? chargeVariance(beta, sites) : undefined;
	return {
		...thermometer,
		plaquette,
		actionDensity: -beta * plaquette,
		wilsonLoop2x2: loop(4),
		...(shape.every((extent) => extent > 3) ? { wilsonLoop3x3: loop(9) } : {}),
		...(plaquette > 0
			? { creutzRatio2: -Math.log((loop(4) * plaquette) / loop(2) ** 2) }
			: {}),
		...(group === "U1" ? {} : { polyakovLoop: line }),
		meanPolyakovLoop: meanLine,
		...(charge === undefined
			? {}
			: {
					topologicalCharge: 0,
					topologicalCharge2: charge,
					topologicalSusceptibility: charge / sites,
				}),
		logZ,
	};
}
