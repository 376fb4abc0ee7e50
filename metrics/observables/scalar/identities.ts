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
import { meanField } from "./magnetization.js";

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
	const m = meanField(fields, lattice);
	return [m, m.map((value) => value ** 3), m.map(Math.sign)];
}

function schwingerDyson(
	fields: Float32Array | Float64Array,
	lattice: Lattice,
	{ kinetic, potential }: Polynomial,
): Float64Array[] {
	const { sites, shape, strides, dimension } = lattice;
	const count = fields.length / sites;
	const residuals = schwingerDysonNames.map(() => new Float64Array(count));
	const first = potential.map((c, k) => c * k).slice(1); // V'
	const second = first.map((c, k) => c * k).slice(1); // V''
	const wide = shape.filter((extent) => extent > 1).length;
	const curvature = 4 * kinetic * wide; // of the kinetic term, for every site
	const phi = new Float64Array(sites);
	const forward = new Float64Array(sites); // sum over mu of phi_{x+mu}
	const both = new Float64Array(sites); // the same plus phi_{x-mu}
	for (let i = 0; i < count; i++) {
		for (let x = 0; x < sites; x++) phi[x] = fields[i * sites + x];
		forward.fill(0);
		both.fill(0);
		for (let mu = 0; mu < dimension; mu++) {
			if (shape[mu] === 1) continue;
			const stride = strides[mu];
			const block = stride * shape[mu];
			const inner = block - stride;
			for (let start = 0; start < sites; start += block) {
				for (let x = start; x < start + block; x++) {
					const y = x < start + inner ? x + stride : x - inner;
					forward[x] += phi[y];
					both[x] += phi[y];
					both[y] += phi[x];
				}
			}
		}
		let sd1 = 0;
		let sd2 = 0;
		let sd3 = 0;
		let sd4 = 0;
		let sd5 = 0;
		for (let x = 0; x < sites; x++) {
			const value = phi[x];
			let slope = 0;
			for (let k = first.length - 1; k >= 0; k--) {
				slope = slope * value + first[k];
			}
			let bend = curvature;
			let power = 1;
			for (let k = 0; k < second.length; k++, power *= value) {
				bend += second[k] * power;
			}
			const g = 2 * kinetic * (2 * wide * value - both[x]) + slope;
			sd1 += value * g;
			sd2 += forward[x] * g;
			sd3 += g;
			sd4 += g * g - bend;
			sd5 += value * value * (value * g - 3);
		}
		residuals[0][i] = sd1 / sites - 1;
		residuals[1][i] = wide === 0 ? 0 : sd2 / (wide * sites);
		residuals[2][i] = sd3 / sites;
		residuals[3][i] = sd4 / sites;
		residuals[4][i] = sd5 / sites;
	}
	return residuals;
}
