/** The mean field m = (1/V) sum_x phi_x of each configuration, its modulus and its even powers. The m of spins is a vector. */
import type { Lattice } from "../../../core/lattice.js";
import type { Observable } from "../../observable.js";
import { scalarObservable } from "./real-scalar.js";
import { componentsOf, vectorObservable } from "./vectors.js";

/** m of every configuration: [count, ...shape] -> [count]. */
export function meanField(
	fields: Float32Array | Float64Array,
	lattice: Lattice,
): Float64Array {
	const { sites } = lattice;
	const means = new Float64Array(fields.length / sites);
	for (let i = 0, site = 0; i < means.length; i++) {
		let sum = 0;
		for (const end = site + sites; site < end; site++) sum += fields[site];
		means[i] = sum / sites;
	}
	return means;
}

const even = ["translation", "hypercubic", "signFlip"] as const;

/** An even power or the modulus of the mean field, which may be a vector. */
function ofModulus(
	power: (modulus: number) => number,
	about: Omit<Observable, "family" | "measure">,
): Observable {
	return vectorObservable({
		...about,
		measure(fields, space) {
			const [first, ...others] = componentsOf(fields, space).map((one) =>
				meanField(one.fields, one.space.lattice),
			);
			return first.map((m, i) =>
				power(Math.hypot(m, ...others.map((other) => other[i]))),
			);
		},
	});
}

export const magnetization = scalarObservable({
	name: "magnetization",
	symbol: "⟨m⟩",
	label: "m = (1/V) Σ_x φ_x",
	joint: "slowest",
	law: true,
	trace: true,
	replicas: true,
	symmetries: ["translation", "hypercubic"],
	measure: (fields, { lattice }) => meanField(fields, lattice),
});

export const absMagnetization = ofModulus((m) => m, {
	name: "absMagnetization",
	symbol: "⟨|m|⟩",
	label: "|m|",
	joint: "slow",
	symmetries: even,
});

export const magnetization2 = ofModulus((m) => m * m, {
	name: "magnetization2",
	symbol: "⟨m²⟩",
	label: "m²",
	joint: "slow",
	trace: true,
	symmetries: even,
});

export const magnetization4 = ofModulus((m) => m * m * m * m, {
	name: "magnetization4",
	symbol: "⟨m⁴⟩",
	label: "m⁴",
	joint: "slow",
	symmetries: even,
});
