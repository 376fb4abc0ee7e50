/**
 * The mean field m = (1/V) sum_x phi_x of each configuration, its modulus and even powers.
 */
import type { Lattice } from "../../../core/lattice.js";
import type { Observable } from "../../observable.js";

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

function ofMeanField(
	name: string,
	label: string,
	power: (m: number) => number,
): Observable {
	return {
		name,
		label,
		measure: (fields, lattice) => meanField(fields, lattice).map(power),
	};
}

export const magnetization = ofMeanField(
	"magnetization",
	"m = (1/V) Σ_x φ_x",
	(m) => m,
);
export const absMagnetization = ofMeanField(
	"absMagnetization",
	"|m|",
	Math.abs,
);
export const magnetization2 = ofMeanField("magnetization2", "m²", (m) => m * m);
export const magnetization4 = ofMeanField(
	"magnetization4",
	"m⁴",
	(m) => m * m * m * m,
);
