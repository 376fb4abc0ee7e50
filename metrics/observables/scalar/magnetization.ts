/**
 * The mean field m = (1/V) sum_x phi_x of each configuration, its modulus and its even powers. The m of spins
 * is a vector.
 */
import type { Observable } from "../../observable.js";
import { scalarObservable } from "./real-scalar.js";
import { siteSums } from "./site-sums.js";
import { sumsOf, vectorObservable } from "./vectors.js";

const even = ["translation", "hypercubic", "signFlip"] as const;

/** An even power or the modulus of the mean field, which may be a vector. */
function ofModulus(
	power: (modulus: number) => number,
	about: Omit<Observable, "family" | "measure">,
): Observable {
	return vectorObservable({
		...about,
		measure(fields, space) {
			const [first, ...others] = sumsOf(fields, space).map(({ mean }) => mean);
			if (others.length > 0)
				return first.map((m, i) =>
					power(Math.hypot(m, ...others.map((other) => other[i]))),
				);
			const values = new Float64Array(first.length);
			for (let i = 0; i < values.length; i++)
				values[i] = power(Math.abs(first[i]));
			return values;
		},
	});
}

export const magnetization = scalarObservable({
	name: "magnetization",
	symbol: "⟨m⟩",
	label: "m = (1/V) Σ_x φ_x",
	joint: "slowest",
	law: true,
	sector: { by: "sign" },
	trace: true,
	replicas: true,
	symmetries: ["translation", "hypercubic"],
	measure: (fields, { lattice }) => siteSums(fields, lattice).mean,
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
