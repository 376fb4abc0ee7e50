/**
 * tauInt from the spectrum at frequency zero of an autoregressive process fitted to the series, its
 * order chosen by Akaike's criterion among p <= 10 log10 N, as in coda's `spectrum0.ar` (R News 6
 * (2006) 7). With Yule-Walker coefficients a and innovation variance s^2,
 *
 *   tauInt = s^2 / (2 Gamma(0) (1 - sum a)^2),
 *
 * whose relative error has a part 2 sqrt(1^T C^-1 1 s^2 / N) / (1 - sum a) from the coefficients, C the p x p
 * matrix Gamma(|i - j|), and a part sqrt(2 (1 + sum_t rho(t)^2) / N) from s^2 and Gamma(0). It is right for
 * oscillating series, where sums of rho stop at a wrong lag, and blind to slow modes of small weight, which
 * only long sums see.
 */
import { cholesky, inverseForm } from "../inference/linear-algebra.js";
import type { Autocovariance } from "./autocovariance.js";

export interface AutoregressiveResult {
	readonly tauInt: number;
	readonly tauIntError: number;
	readonly order: number;
}

/** The order is at most a twelfth of a typical replica. Order 0, tauInt = 0.5, where nothing is gained by more. */
export function autoregressiveTau(
	covariance: Autocovariance,
): AutoregressiveResult {
	const { total, reach } = covariance;
	const most = Math.max(
		0,
		Math.min(Math.floor(10 * Math.log10(total)), Math.floor(reach / 12)),
	);
	const gamma = Float64Array.from({ length: most + 1 }, (_, t) =>
		covariance.biased(t),
	);
	const { coefficients, innovation } = akaikeBest(gamma, total);
	const order = coefficients.length;
	const gain = 1 - coefficients.reduce((sum, a) => sum + a, 0);
	const tauInt = innovation / (2 * gamma[0] * gain ** 2);
	if (order === 0) return { tauInt, tauIntError: 1 / Math.sqrt(total), order };
	const matrix = new Float64Array(order * order);
	for (let i = 0; i < order; i++) {
		for (let j = 0; j < order; j++)
			matrix[i * order + j] = gamma[Math.abs(i - j)];
	}
	const factor = cholesky(matrix, order);
	const form =
		factor === undefined
			? Number.POSITIVE_INFINITY
			: inverseForm(factor, new Array<number>(order).fill(1));
	const ofSum = (2 * Math.sqrt((form * innovation) / total)) / gain;
	let squares = 1; // of rho(t) over all t of either sign
	for (let t = 1; t < gamma.length; t++)
		squares += 2 * (gamma[t] / gamma[0]) ** 2;
	const ofVariances = Math.sqrt((2 * (1 + squares)) / total);
	return {
		tauInt,
		tauIntError: tauInt * Math.hypot(ofSum, ofVariances),
		order,
	};
}

/** The Levinson-Durbin recursion over all orders, and the order of least N ln s^2 + 2 p. */
function akaikeBest(
	gamma: Float64Array,
	count: number,
): { readonly coefficients: number[]; readonly innovation: number } {
	let coefficients: number[] = [];
	let innovation = gamma[0];
	let best = { coefficients, innovation };
	let least = count * Math.log(innovation);
	for (let p = 1; p < gamma.length; p++) {
		let sum = gamma[p];
		for (let k = 0; k < p - 1; k++) sum -= coefficients[k] * gamma[p - 1 - k];
		const reflection = sum / innovation;
		const before = coefficients;
		coefficients = before.map((a, k) => a - reflection * before[p - 2 - k]);
		coefficients.push(reflection);
		innovation *= 1 - reflection * reflection;
		if (!(innovation > 0)) break;
		const criterion = count * Math.log(innovation) + 2 * p;
		if (criterion < least) {
			least = criterion;
			best = { coefficients, innovation };
		}
	}
	return best;
}
