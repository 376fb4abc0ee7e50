/**
 * The topological charge Q of U(1) links and of O(3) spins in two dimensions, a whole number for each configuration.
 * Two-dimensional SU(N) theories have none. Q is the slowest of all observables if tunnelling is rare. Its distribution
 * is exactly even.
 */

import type { Action } from "../../actions/action.js";
import { chargeDistribution } from "../../actions/gauge/exact/charge.js";
import { element } from "../../core/elements.js";
import type { FieldSpace } from "../../core/field-space.js";
import type { Verdict } from "../../core/verdict.js";
import type { Derived } from "../derived/derived.js";
import type { Observable } from "../observable.js";
import { linkCharge } from "./gauge/plaquette-angles.js";
import { spinCharge } from "./spin/solid-angles.js";

/** Whether the configurations of this action fall into sectors of whole charges. */
function hasCharge({ space, name }: Action): Verdict {
	const { per, manifold, components, lattice } = space;
	const links = per === "link" && manifold === "circle";
	const spins = per === "site" && manifold === "sphere" && components === 3;
	if ((links || spins) && lattice.dimension === 2) return { ok: true };
	return {
		ok: false,
		reason: `defined for links of U(1) and for unit vectors of 3 components in two dimensions, which ${name} does not have`,
	};
}

function charge(
	fields: Float32Array | Float64Array,
	space: FieldSpace,
): Float64Array {
	return space.per === "link"
		? linkCharge(fields, space)
		: spinCharge(fields, space);
}

export const topologicalCharge: Observable = {
	name: "topologicalCharge",
	symbol: "⟨Q⟩",
	label: "Q = (1/2π) Σ P of U(1); (1/4π) Σ of solid angles of O(3)",
	family: "any",
	applies: hasCharge,
	joint: "slowest",
	law: true,
	sector: {
		by: "value",
		spoils: ["topologicalCharge2", "topologicalSusceptibility"],
		chanceOfChange: ({ structure, space }) =>
			structure?.kind === "wilson"
				? chargeDistribution(structure.beta, space.lattice.sites).reduce(
						(chance, p, q) => chance - (q === 0 ? 1 : 2) * p * p,
						1,
					)
				: undefined,
	},
	trace: true,
	replicas: true,
	symmetries: ["translation", "gauge"],
	measure: charge,
};

export const topologicalCharge2: Observable = {
	name: "topologicalCharge2",
	symbol: "⟨Q²⟩",
	label: "Q²",
	family: "any",
	applies: hasCharge,
	joint: "slowest",
	trace: true,
	symmetries: ["translation", "gauge", "chargeConjugation"],
	measure: (fields, space) => charge(fields, space).map((q) => q * q),
};

/** chi_Q: <Q> vanishes by symmetry and is not taken off. */
export const topologicalSusceptibility: Derived = {
	name: "topologicalSusceptibility",
	symbol: "χ_Q",
	label: "⟨Q²⟩ / V",
	family: "any",
	applies: hasCharge,
	of: ({ space }) => ({
		needs: ["topologicalCharge2"],
		value: (means) => element(means, 0) / space.lattice.sites,
	}),
};
