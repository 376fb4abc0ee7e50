/**
 * What the flow of links is made of. Every plaquette x is a source of flux: an element of the algebra,
 *
 *   A(x) = sum_k c_k(t) u_k(P_x) + sum_{k,m} c_km(t) rho_k(P_x) B_m(x),
 *
 * where u_k is the gradient of the trace of a power of the plaquette (of |tr P|^2 for one term of SU(3)),
 * rho_k = Re tr P^k / N, and B_m(x) is the mean of u_m over the plaquettes around x, each carried to x along
 * the lattice. The flux of A(x) leaves the plaquette through its four links and comes down evenly on the box
 * around x (samplers/gauge-continuous/simd/flux.as.ts). It moves the links that it crosses, dU/dt = X U, so
 * that only the plaquettes' class functions at its two ends change: plaquettes on the way are conjugated.
 *
 * In two dimensions plaquettes are independent but for what closes the torus, and so a sum of functions of
 * single plaquettes is all of S. A velocity that changed each plaquette alone would transport the density
 * exactly. A velocity of links cannot do that, since what one plaquette gains others lose; spread over n
 * plaquettes, what they lose leaves a residual whose variance falls as 1/n. A gradient of the plaquette alone
 * (Wilson flow) has n = 4. The terms with B_m remove the residual in second order.
 *
 * c(t) are polynomials in t, in Chebyshev's basis. t runs from 0 (Haar measure) to 1 (the action).
 */
import type { ParameterLayout } from "../flow/flow.js";
import { layoutOf } from "../flow/flow.js";

/** A gradient u_k: of Re tr P^power, or of |tr P|^2 / 2 (`adjoint`). */
export interface Source {
	readonly power: number;
	readonly adjoint: boolean;
}

export interface GaugeModel {
	readonly group: "U1" | "SU2" | "SU3";
	readonly shape: readonly [number, number];
	/** Plaquettes on each side, along both directions, that flux reaches. */
	readonly reach: readonly [number, number];
	readonly powers: number;
	readonly sources: readonly Source[];
	/** rho_k and B_m with k = 1 ... factors, m = 1 ... means. */
	readonly factors: number;
	readonly means: number;
	readonly timeModes: number;
	/** Whether the velocity is a mean over reflections. That of U(1) has them anyway. */
	readonly reflections: boolean;
	/** Coefficients at one time. */
	readonly terms: number;
	readonly layout: ParameterLayout;
}

export interface ModelOptions {
	readonly powers: number;
	readonly factors: number;
	readonly means: number;
	readonly reach: number | null;
	readonly timeModes: number;
	readonly reflections: boolean;
}

export function gaugeModel(
	group: GaugeModel["group"],
	shape: readonly number[],
	options: ModelOptions,
): GaugeModel {
	const { powers, timeModes } = options;
	const sources: Source[] = [];
	for (let power = 1; power <= powers; power++) {
		sources.push({ power, adjoint: false });
		if (group === "SU3" && power === 2)
			sources.push({ power: 1, adjoint: true });
	}
	const means = Math.min(options.means, powers);
	const factors = means === 0 ? 0 : Math.min(options.factors, powers);
	const most = options.reach ?? Number.POSITIVE_INFINITY;
	const reach = (extent: number): number =>
		Math.min(Math.floor((extent - 1) / 2), most);
	const terms = sources.length + factors * means;
	return {
		group,
		shape: [shape[0], shape[1]],
		reach: [reach(shape[0]), reach(shape[1])],
		powers,
		sources,
		factors,
		means: factors === 0 ? 0 : means,
		timeModes,
		reflections: options.reflections && group !== "U1",
		terms,
		layout: layoutOf([{ name: "coefficients", shape: [timeModes, terms] }]),
	};
}

/** N of the group; 1 for U(1). */
export const colours: Readonly<Record<GaugeModel["group"], number>> = {
	U1: 1,
	SU2: 2,
	SU3: 3,
};

/** T_j(2t - 1), j = 0 ... modes - 1. */
export function timeBasis(t: number, modes: number): Float64Array {
	const out = new Float64Array(modes);
	const x = 2 * t - 1;
	for (let j = 0; j < modes; j++)
		out[j] = j === 0 ? 1 : j === 1 ? x : 2 * x * out[j - 1] - out[j - 2];
	return out;
}

export function coefficientsAt(
	{ timeModes, terms }: GaugeModel,
	parameters: ArrayLike<number>,
	t: number,
): Float64Array {
	const basis = timeBasis(t, timeModes);
	const out = new Float64Array(terms);
	for (let j = 0; j < timeModes; j++)
		for (let a = 0; a < terms; a++)
			out[a] += basis[j] * parameters[j * terms + a];
	return out;
}

/** Factor of a term's slope in v_a . grad (-t S). */
export function slopeFactor(
	group: GaugeModel["group"],
	beta: number,
	t: number,
): number {
	const n = colours[group];
	return (t * beta) / (n === 1 ? 1 : 2 * n);
}
