/**
 * The coupling of the theory that was really simulated, from configurations alone (H. H. Rugh, Phys. Rev. Lett. 78
 * (1997) 772). It is the ratio of the divergence and the square of the force:
 *
 *   beta = T <Re tr M> / <M * M>                    links (metrics/observables/gauge/identities.ts)
 *   beta = (n - 1) <s.h> / <h^2 - (s.h)^2>          spins (metrics/observables/spin/identities.ts)
 *
 * A wrong force, a wrong normalisation of the group and a missing staple all change its value.
 */

import type { Action } from "../../actions/action.js";
import { element } from "../../core/elements.js";
import type { Derived } from "./derived.js";

export const thermometer: Derived = {
	name: "thermometer",
	symbol: "β from forces",
	label: "⟨∂²S/β⟩ / ⟨(∂S/β)²⟩",
	family: "any",
	applies: ({ structure }) =>
		(structure?.kind === "wilson" || structure?.kind === "spin") &&
		structure.beta > 0
			? { ok: true }
			: {
					ok: false,
					reason: "defined for Wilson's action and for spins, with beta > 0",
				},
	of(action) {
		const { beta = Number.NaN } = action.parameters;
		const { column, factor } = divergence(action);
		return {
			needs: [column, "force"],
			// The identity's residual is beta times the square minus the divergence.
			value(means) {
				const trace = factor * element(means, 0);
				return (beta * trace) / (element(means, 1) + trace);
			},
		};
	},
};

/** The column whose mean times this factor is the divergence of the force of one link or spin. */
function divergence({ space, structure }: Action): {
	readonly column: string;
	readonly factor: number;
} {
	const { lattice, components } = space;
	const { dimension, shape } = lattice;
	if (structure?.kind !== "wilson") {
		const wide = shape.filter((extent) => extent > 1).length;
		return { column: "isingEnergy", factor: (components - 1) * 2 * wide };
	}
	const colours = { U1: 1, SU2: 2, SU3: 3 }[structure.group];
	const generators = colours === 1 ? 1 : colours * colours - 1;
	return {
		column: "plaquette",
		factor: generators * 2 * (dimension - 1) * colours,
	};
}
