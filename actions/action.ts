/**
 * Contract of an action: the target density is exp(-S)/Z with respect to the uniform measure of its
 * field space (Lebesgue on a line, Haar on a group), on a periodic lattice.
 *
 * To add one: a file in the folder of its family that exports an `ActionDefinition`, and one line in
 * registry.ts. It then shows up in suites, contract tests and `latticebench list actions`.
 */
import type { ZodType } from "zod";
import type { FieldSpace } from "../core/field-space.js";
import type { Lattice } from "../core/lattice.js";
import type { Tensor } from "../tensor/tf.js";

/** What leaves S as it is, on the lattice at hand. */
export type Symmetry =
	| "translation"
	| "hypercubic"
	| "signFlip"
	| "rotation"
	| "gauge"
	| "chargeConjugation";

/** Selects observables, checks and charts. */
export type Family = "scalar" | "gauge" | "spin";

export interface Action {
	readonly name: string;
	readonly family: Family;
	/** What a configuration is made of. */
	readonly space: FieldSpace;
	readonly symmetries: ReadonlySet<Symmetry>;
	readonly parameters: Readonly<Record<string, number>>;
	/** S of each configuration: [batch, ...space.shape] -> [batch]; TensorFlow.js ops, differentiable on any backend. */
	evaluate(fields: Tensor): Tensor;
	/** The form of S that fused kernels, local updates and exact identities rely on; absent, gradients come from automatic differentiation alone. */
	readonly structure?: Structure;
	/** Exact expectation values by observable name, where the theory has them. */
	readonly exact?: Readonly<Record<string, number>>;
}

export type Structure = ScalarPolynomial | Wilson | NearestNeighbourSpins;

/** S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + sum_k potential[k] phi_x^k ], one real number per site. */
export interface ScalarPolynomial extends Polynomial {
	readonly kind: "scalarPolynomial";
}

/** The coefficients of a `ScalarPolynomial`: all that a kernel needs to know. */
export interface Polynomial {
	readonly kinetic: number;
	/** potential[k] is the coefficient of phi^k, k = 0 ... degree. */
	readonly potential: readonly number[];
}

/** S = -(beta / N) sum_{x, mu < nu} Re tr P_{mu nu}(x), links per site and direction. */
export interface Wilson {
	readonly kind: "wilson";
	readonly group: "U1" | "SU2" | "SU3";
	readonly beta: number;
}

/** S = -beta sum_{x, mu} s_x . s_{x+mu}, unit vectors per site. */
export interface NearestNeighbourSpins {
	readonly kind: "spin";
	readonly beta: number;
}

/** The polynomial of a scalar action, where it is one. */
export function polynomialOf(action: Action): ScalarPolynomial | undefined {
	const { structure } = action;
	return structure?.kind === "scalarPolynomial" ? structure : undefined;
}

export interface ActionDefinition<
	P extends Readonly<Record<string, number>> = never,
> {
	readonly name: string;
	/** One line for listings: the formula, with its normalisation. */
	readonly label: string;
	readonly reference: string;
	/** In tables and captions, as plain text: "φ⁴"; the name if absent. */
	readonly symbol?: string;
	readonly parameters: ZodType<P>;
	/** Symbols of the parameters that have one: { m2: "m²" }. */
	readonly couplings?: Readonly<Partial<Record<keyof P & string, string>>>;
	/** Other parametrisations in use; each maps its parameters to ours. */
	readonly conventions?: Readonly<Record<string, Convention<P>>>;
	create(lattice: Lattice, parameters: P): Action;
}

/** A parametrisation used elsewhere: phi_ours = fieldScale * phi_theirs. */
export interface Convention<P> {
	readonly label: string;
	readonly parameters: ZodType<Readonly<Record<string, number>>>;
	convert(
		theirs: Readonly<Record<string, number>>,
		lattice: Lattice,
	): { readonly parameters: P; readonly fieldScale: number };
}
