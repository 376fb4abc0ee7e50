/**
 * The actions that the fused kernels can integrate: a nearest-neighbour kinetic term and an even
 * polynomial, of degree 6 at most on the CPU and 4 at most on a GPU, and on the CPU links with
 * Wilson's action. Other actions, and force-gradient on a GPU, use automatic differentiation, which is about
 * a hundred times slower. The record then says what they lack.
 */
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../actions/action.js";
import { wilsonOf } from "../links/wilson.js";
import type { IntegratorName } from "./integrator.js";

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

/** Whether there is a fused kernel for an action. Those of GPUs have kicks of one length only. */
export function hasKernel(
	action: Action,
	kernel: Kernel,
	integrator: IntegratorName,
): boolean {
	if (kernel === "gpu" && integrator === "force-gradient") return false;
	if (kernel === "simd" && wilsonOf(action) !== undefined) return true;
	return fusedPolynomial(action, kernel) !== undefined;
}

/** "the fused kernel needs ...", for people. */
export function kernelNeeds(
	kernel: Kernel,
	integrator: IntegratorName = "omelyan",
): string {
	const kicks =
		kernel === "gpu" && integrator === "force-gradient"
			? " with the integrator leapfrog or omelyan"
			: "";
	const links = kernel === "gpu" ? "" : ", or links with Wilson's action";
	return `${polynomialNeeds(kernel)}${kicks}${links}`;
}

/** The same of kernels for scalar fields alone. */
export function polynomialNeeds(kernel: Kernel): string {
	const of = kernel === "gpu" ? " of GPUs" : "";
	return `the fused kernel${of} needs a nearest-neighbour kinetic term and an even polynomial of degree ${degrees[kernel]} at most`;
}
