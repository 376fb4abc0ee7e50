/**
 * The one-dimensional O(n) model is a transfer matrix whose eigenfunctions are the spherical harmonics of degree l
 * (H. E. Stanley, Phys. Rev. 179 (1969) 570). In the uniform measure of volume 1, with nu = n/2 - 1,
 *
 *   lambda_l = Gamma(n/2) (2/beta)^nu I_(nu + l)(beta),   Z = sum_l d_l lambda_l^L,
 *
 * d_l the number of harmonics. The eigenvalues are integrals, lambda_l proportional to int dt (1 - t^2)^((n-3)/2)
 * exp(beta t) C_l(t), C_l(1) = 1, taken here with t = cos(alpha) by the rule of Gauss and
 * Legendre.
 */
import type { Lattice } from "../../core/lattice.js";
import { gaussLegendre } from "../quadrature.js";

/** More degrees add less than the last digit up to beta of some hundreds. */
function degreesFor(beta: number): number {
	return 12 + Math.ceil(6 * Math.sqrt(beta));
}

/** lambda_l, l = 0 ... most, times exp(-beta), and the same of their derivatives with respect to beta. */
function eigenvalues(beta: number, n: number, most: number) {
	const values = new Float64Array(most + 1);
	const slopes = new Float64Array(most + 1);
	const rule = gaussLegendre(100 + 2 * most);
	let norm = 0;
	for (let k = 0; k < rule.nodes.length; k++) {
		const alpha = (Math.PI * (1 + rule.nodes[k])) / 2;
		const t = Math.cos(alpha);
		const measure = rule.weights[k] * Math.sin(alpha) ** (n - 2);
		const weight = measure * Math.exp(beta * (t - 1));
		norm += measure;
		// Gegenbauer's polynomials, 1 at t = 1.
		let [before, here] = [0, 1];
		for (let l = 0; l <= most; l++) {
			values[l] += weight * here;
			slopes[l] += weight * t * here;
			const next = ((2 * l + n - 2) * t * here - l * before) / (l + n - 2);
			before = here;
			here = l === 0 ? t : next;
		}
	}
	return {
		values: values.map((value) => value / norm),
		slopes: slopes.map((value) => value / norm),
	};
}

/** Number of harmonics of degree l in n dimensions. */
function multiplicity(l: number, n: number): number {
	if (n === 2) return l === 0 ? 1 : 2;
	let choose = 1; // (l + n - 3)! / (l! (n - 3)!)
	for (let k = 1; k <= n - 3; k++) choose *= (l + k) / k;
	return (choose * (2 * l + n - 2)) / (n - 2);
}

/** Exact expectation values of a ring of L spins. Undefined in other dimensions, and for L = 1. */
export function ringExpectations(
	{ dimension, shape }: Lattice,
	beta: number,
	n: number,
): Readonly<Record<string, number>> | undefined {
	const [length] = shape;
	if (dimension !== 1 || length === 1) return undefined;
	const most = degreesFor(beta);
	const { values, slopes } = eigenvalues(beta, n, most);
	let z = 0;
	let slope = 0;
	for (let l = 0; l <= most; l++) {
		const weight = multiplicity(l, n) * (values[l] / values[0]) ** (length - 1);
		z += (weight * values[l]) / values[0];
		slope += (weight * slopes[l]) / values[0];
	}
	const product = slope / z; // <s_x . s_(x+1)>
	return {
		isingEnergy: product,
		actionDensity: -beta * product,
		logZ: length * (beta + Math.log(values[0])) + Math.log(z),
	};
}
