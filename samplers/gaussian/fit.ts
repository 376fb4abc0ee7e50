/** Fits of a Gaussian density that is diagonal in momentum space: to draws of the target, or in closed form. */
import { type Action, polynomialOf } from "../../actions/action.js";
import { orbitsOf } from "../continuous/orbit.js";
import { freePropagator, gapMass2 } from "./gap.js";
import { hartleyTransform } from "./hartley.js";
import { GaussianDensity } from "./spectrum.js";

export interface Fit {
	readonly density: GaussianDensity;
	readonly facts: Readonly<Record<string, number | string>>;
}

/** The free field of least reverse divergence. @throws Error without a polynomial */
export function fitByGap(action: Action): Fit {
	const { lattice } = action.space;
	const local = polynomialOf(action);
	if (local === undefined)
		throw new Error("fit: reverse-kl needs a polynomial action");
	const mass2 = gapMass2(lattice, local);
	return {
		density: new GaussianDensity(
			lattice,
			freePropagator(lattice, local.kinetic, mass2),
		),
		facts: { fit: "reverse-kl", parameters: 1, mass2 },
	};
}

/** Mean and propagator of draws [count, V] with equal weights, averaged over sites and orbits of momenta. */
export function fitSpectrum(
	action: Action,
	fields: Float32Array | Float64Array,
): Fit {
	const { lattice } = action.space;
	const { sites } = lattice;
	const count = fields.length / sites;
	const even = action.symmetries.has("signFlip");
	let mean = 0;
	if (!even) for (const phi of fields) mean += phi / fields.length;
	const transform = hartleyTransform(lattice);
	const squares = new Float64Array(sites);
	const modes = new Float64Array(sites);
	for (let i = 0; i < count; i++) {
		for (let x = 0; x < sites; x++) modes[x] = fields[i * sites + x] - mean;
		transform(modes);
		for (let k = 0; k < sites; k++) squares[k] += modes[k] ** 2 / count;
	}
	const averaged = action.symmetries.has("hypercubic");
	if (averaged) {
		const { of, size, count: orbits } = orbitsOf(lattice);
		const sums = new Float64Array(orbits);
		for (let k = 0; k < sites; k++) sums[of[k]] += squares[k];
		for (let k = 0; k < sites; k++) squares[k] = sums[of[k]] / size[of[k]];
	}
	const variances = averaged ? orbitsOf(lattice).count : sites;
	return {
		density: new GaussianDensity(lattice, squares, mean),
		facts: { fit: "chain", parameters: variances + (even ? 0 : 1) },
	};
}
