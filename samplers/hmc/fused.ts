/**
 * The actions that the fused kernels can integrate: a nearest-neighbour kinetic term and an even
 * polynomial, of degree 6 at most on the CPU and 4 at most on a GPU, and on the CPU links with
 * Wilson's action. Other actions use automatic differentiation, which is about a hundred times
 * slower. The record then says what they lack.
 */
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../actions/action.js";
import { wilsonOf } from "../links/wilson.js";

export type Kernel = "simd" | "gpu";

const degrees: Readonly<Record<Kernel, number>> = { simd: 6, gpu: 4 };

/** The polynomial for the fused kernel. Undefined if the action has none. */
export function fusedPolynomial(
	action: Action,
	kernel: Kernel,
): Polynomial | undefined {
	const local = polynomialOf(action);
	if (local === undefined || local.kinetic === 0) return undefined;
	const fits = local.potential.every(
		(coefficient, power) =>
			coefficient === 0 || (power % 2 === 0 && power <= degrees[kernel]),
	);
	return fits ? local : undefined;
}

/** Whether there is a fused kernel for an action. */
export function hasKernel(action: Action, kernel: Kernel): boolean {
	return (
		fusedPolynomial(action, kernel) !== undefined ||
		(kernel === "simd" && wilsonOf(action) !== undefined)
	);
}

/** "the fused kernel needs ...", for people. */
export function kernelNeeds(kernel: Kernel): string {
	return `the fused kernel${kernel === "gpu" ? " of GPUs" : ""} needs a nearest-neighbour kinetic term and an even polynomial of degree ${degrees[kernel]} at most${kernel === "gpu" ? "" : ", or links with Wilson's action"}`;
}
