/**
 * Contract of an action. The target density is exp(-S)/Z with respect to the uniform measure of its
 * field space (Lebesgue on a line, Haar on a group), on a periodic lattice.
 *
 * To add an action, write a file in the folder of its family that exports an `ActionDefinition`,
 * and add one line to registry.ts. It then appears in suites, contract tests and `latticebench list
 * actions`.
 *
 *   export const phi6: ActionDefinition<{ readonly m2: number; readonly eta: number }> = {
 *     name: "phi6",
 *     label: "S = Σ_x [Σ_μ (φ_{x+μ} − φ_x)² + m2 φ_x² + eta φ_x⁶]",
 *     reference: "textbook",
 *     parameters: z.strictObject({ m2: z.number(), eta: z.number().positive() }),
 *     create: (lattice, parameters) =>
 *       scalarAction("phi6", lattice, parameters, {
 *         kinetic: 1,
 *         potential: [0, 0, parameters.m2, 0, 0, 0, parameters.eta],
 *       }),
 *   };
 */
import type { ZodType } from "zod";
import type { FieldSpace } from "../core/field-space.js";
import type { Lattice } from "../core/lattice.js";
import type { Tensor } from "../tensor/tf.js";

/** A transformation that leaves S unchanged on this lattice. */
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
	/** What a configuration consists of. */
	readonly space: FieldSpace;
	readonly symmetries: ReadonlySet<Symmetry>;
	readonly parameters: Readonly<Record<string, number>>;
	/**
	 * S of each configuration: [batch, ...space.shape] -> [batch], in TensorFlow.js ops that every
	 * backend can differentiate.
	 */
	evaluate(fields: Tensor): Tensor;
	/**
	 * The form of S, for fused kernels, local updates and exact identities. Without it, gradients
	 * come only from automatic differentiation.
	 */
	readonly structure?: Structure;
	/** Exact expectation values by the names of observables, if the theory has them. */
	readonly exact?: Readonly<Record<string, number>>;
}

export type Structure = ScalarPolynomial | Wilson | NearestNeighbourSpins;

/** S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + sum_k potential[k] phi_x^k ], one real number per site. */
export interface ScalarPolynomial extends Polynomial {
	readonly kind: "scalarPolynomial";
}

/** The coefficients of a `ScalarPolynomial`. A kernel needs nothing else. */
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

/** The polynomial of a scalar action. Undefined if it is none. */
export function polynomialOf(action: Action): ScalarPolynomial | undefined {
	const { structure } = action;
	return structure?.kind === "scalarPolynomial" ? structure : undefined;
}

export interface ActionDefinition<
	P extends Readonly<Record<string, number>> = never,
> {
	readonly name: string;
	/** One line that lists show: the formula, with its normalisation. */
	readonly label: string;
	readonly reference: string;
	/** Plain text for tables and captions, such as "φ⁴". The default is the name. */
	readonly symbol?: string;
	/** Schema of the parameters. It is strict: a parameter that it does not name is refused. */
	readonly parameters: ZodType<P>;
	/** Symbols of those parameters that have one, such as { m2: "m²" }. */
	readonly couplings?: Readonly<Partial<Record<keyof P & string, string>>>;
	/** Other parametrisations in use. Each converts its parameters to ours. */
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
