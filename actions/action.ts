/**
 * Contract of an action: the target density is exp(-S)/Z on a periodic lattice.
 *
 * To add one: a file here that exports an `ActionDefinition`, and one line in registry.ts. It then
 * shows up in suites, contract tests and `latticebench list actions`.
 */
import type { ZodType } from "zod";
import type { Lattice } from "../core/lattice.js";
import type { Tensor } from "../tensor/tf.js";

export type Symmetry = "translation" | "hypercubic" | "signFlip";

export interface Action {
	readonly name: string;
	readonly lattice: Lattice;
	readonly domain: "line" | "circle";
	readonly symmetries: ReadonlySet<Symmetry>;
	readonly parameters: Readonly<Record<string, number>>;
	/** S of each configuration: [batch, ...shape] -> [batch]; TensorFlow.js ops, differentiable on any backend. */
	evaluate(fields: Tensor): Tensor;
	/** Present when S is a nearest-neighbour kinetic term and a polynomial potential: fused kernels then take over. */
	readonly local?: LocalAction;
	/** Exact expectation values by observable name, where the theory has them. */
	readonly exact?: Readonly<Record<string, number>>;
}

/** S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + sum_k potential[k] phi_x^k ]. */
export interface LocalAction {
	readonly kinetic: number;
	/** potential[k] is the coefficient of phi^k, k = 0 ... degree. */
	readonly potential: readonly number[];
}

export interface ActionDefinition<
	P extends Readonly<Record<string, number>> = never,
> {
	readonly name: string;
	/** One line for listings: the formula, with its normalisation. */
	readonly label: string;
	readonly reference: string;
	readonly parameters: ZodType<P>;
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
