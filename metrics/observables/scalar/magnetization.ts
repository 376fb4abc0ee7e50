/**
 * The mean field m = (1/V) sum_x phi_x of each configuration, its modulus and even powers.
 */
import type { Lattice } from "../../../core/lattice.js";
import type { Observable } from "../../observable.js";
import { scalarObservable } from "./real-scalar.js";

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

/** A power or modulus of the mean field. */
function ofMeanField(
	power: (m: number) => number,
	about: Omit<Observable, "family" | "measure">,
): Observable {
	return scalarObservable({
		...about,
		measure: (fields, { lattice }) => meanField(fields, lattice).map(power),
	});
}

export const magnetization = ofMeanField((m) => m, {
	name: "magnetization",
	symbol: "⟨m⟩",
	label: "m = (1/V) Σ_x φ_x",
	joint: "slowest",
	law: true,
	trace: true,
	replicas: true,
	symmetries: ["translation", "hypercubic"],
});

export const absMagnetization = ofMeanField(Math.abs, {
	name: "absMagnetization",
	symbol: "⟨|m|⟩",
	label: "|m|",
	joint: "slow",
	symmetries: even,
});

export const magnetization2 = ofMeanField((m) => m * m, {
	name: "magnetization2",
	symbol: "⟨m²⟩",
	label: "m²",
	joint: "slow",
	trace: true,
	symmetries: even,
});

export const magnetization4 = ofMeanField((m) => m * m * m * m, {
	name: "magnetization4",
	symbol: "⟨m⁴⟩",
	label: "m⁴",
	joint: "slow",
	symmetries: even,
});
