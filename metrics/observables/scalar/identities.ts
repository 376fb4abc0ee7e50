/**
 * Functions of a configuration whose mean is exactly zero under exp(-S)/Z, whatever the couplings:
 * the Schwinger-Dyson (Stein) identities <div f - f . grad S> = 0 of five vector fields f,
 *
 *   SD1  (1/V) sum_x phi_x g_x - 1                             g_x = dS/dphi_x
 *   SD2  (1/(DV)) sum_x sum_mu phi_{x+mu} g_x                  over the D directions with L_mu > 1
 *   SD3  (1/V) sum_x g_x
 *   SD4  (1/V) sum_x [g_x^2 - d2S/dphi_x^2]
 *   SD5  (1/V) sum_x [phi_x^3 g_x - 3 phi_x^2]
 *
 * and, where S(-phi) = S(phi), the Z2 balance: the mean of m, of m^3 and of sign m. The first five
 * see a wrong density but are blind to a missing mode; the Z2 balance is what sees that.
 */
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../../actions/action.js";
import { isRealScalar } from "../../../core/field-space.js";
import type { Lattice } from "../../../core/lattice.js";
import type { Identities } from "../../identities.js";
import { siteSums, wideDirections } from "./site-sums.js";

/** Symbols for charts, and what is claimed. */
const schwingerDysonFacts = {
	SD1: { symbol: "Schwinger–Dyson 1", label: "⟨φ_x ∂S/∂φ_x⟩ = 1" },
	SD2: { symbol: "Schwinger–Dyson 2", label: "⟨φ_{x+μ} ∂S/∂φ_x⟩ = 0" },
	SD3: { symbol: "Schwinger–Dyson 3", label: "⟨∂S/∂φ_x⟩ = 0" },
	SD4: { symbol: "Schwinger–Dyson 4", label: "⟨(∂S/∂φ_x)²⟩ = ⟨∂²S/∂φ_x²⟩" },
	SD5: { symbol: "Schwinger–Dyson 5", label: "⟨φ_x³ ∂S/∂φ_x⟩ = 3 ⟨φ_x²⟩" },
};
const balanceFacts = {
	"Z2:m": { symbol: "Z₂: ⟨m⟩ = 0", label: "⟨m⟩ = 0" },
	"Z2:m3": { symbol: "Z₂: ⟨m³⟩ = 0", label: "⟨m³⟩ = 0" },
	"Z2:sign": { symbol: "Z₂: sign of m", label: "P(m > 0) = 1/2" },
};
const schwingerDysonNames = Object.keys(schwingerDysonFacts);

/** Of one real number per site; others have at most the reason why they have none. */
export function scalarIdentities(action: Action): Identities {
	const { lattice } = action.space;
	const local = polynomialOf(action);
	const real = isRealScalar(action.space);
	const even = real && action.symmetries.has("signFlip");
	const dyson = local !== undefined;
	const wide = lattice.shape.some((extent) => extent > 1); // else there is no neighbour for SD2
	const { SD2: _SD2, ...narrow } = schwingerDysonFacts;
	const facts = {
		...(dyson ? (wide ? schwingerDysonFacts : narrow) : {}),
		...(even ? balanceFacts : {}),
	};
	return {
		facts,
		names: Object.keys(facts),
		joint: { "SD joint": schwingerDysonNames },
		...(dyson
			? {}
			: {
					skipped:
						"the gradient of S is known in closed form only for a nearest-neighbour kinetic term and a polynomial of a real field, for Wilson's action and for spins",
				}),
		measure: (fields) => [
			...(dyson
				? schwingerDyson(fields, lattice, local).filter(
						(_, k) => wide || schwingerDysonNames[k] !== "SD2",
					)
				: []),
			...(even ? balance(fields, lattice) : []),
		],
	};
}

function balance(
	fields: Float32Array | Float64Array,
	lattice: Lattice,
): Float64Array[] {
	const m = siteSums(fields, lattice).mean;
	return [m, m.map((value) => value * value * value), m.map(Math.sign)];
}

function schwingerDyson(
	fields: Float32Array | Float64Array,
	lattice: Lattice,
	polynomial: Polynomial,
): Float64Array[] {
	const { dyson } = siteSums(fields, lattice, polynomial);
	const [product, hop, slope, bend, cube] = dyson;
	const wide = Math.max(1, wideDirections(lattice).length);
	return [
		product.map((value) => value - 1),
		hop.map((value) => value / wide),
		slope,
		bend,
		cube,
	];
}
