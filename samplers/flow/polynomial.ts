/** The actions that the kernels of flows can treat: nearest neighbours and a polynomial of degree 4 at most. */
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../actions/action.js";

const degree = 4;

/** The polynomial for the kernels, without zero coefficients of higher powers. Undefined if the action has none. */
export function kernelPolynomial(action: Action): Polynomial | undefined {
	const local = polynomialOf(action);
	if (local?.potential.slice(degree + 1).some((c) => c !== 0)) return undefined;
	return local && { ...local, potential: local.potential.slice(0, degree + 1) };
}
