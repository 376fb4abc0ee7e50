/**
 * Error of rho(t) by Luescher's formula, hep-lat/0409106 (E.11):
 *
 *   drho(t)^2 = (1/N) sum_{k >= 1} [rho(k+t) + rho(k-t) - 2 rho(t) rho(k)]^2,
 *
 * summed to k = t + W, beyond which rho is noise; lags that were not measured count as zero. Windows
 * that never closed are cut, since no error bar can be trusted there and the sum is quadratic.
 */
import type { GammaResult } from "./gamma-method.js";

const longestSum = 5000;

export interface RhoErrors {
	/** drho(t). */
	of(t: number): number;
	/** Not less than drho(t), from the norms of the three parts of the sum: at no cost. */
	atMost(t: number): number;
}

export function rhoErrors(gamma: GammaResult): RhoErrors {
	const reach = Math.min(gamma.window, longestSum);
	// rho(k), zero where it was not measured, and sums of squares over 1 ... k.
	let rho = new Float64Array(0);
	let squares = new Float64Array(0);
	let known = 0;
	const upTo = (lag: number): void => {
		if (rho.length <= lag) {
			const size = Math.max(lag + 1, 2 * rho.length);
			rho = grown(rho, size);
			squares = grown(squares, size);
		}
		// No lag that is not needed: each may cost a pass over the series.
		for (; known <= lag; known++) {
			if (known <= gamma.maxLag) rho[known] = gamma.rho(known);
			if (known > 0)
				squares[known] = squares[known - 1] + rho[known] * rho[known];
		}
	};
	return {
		of(t) {
			const last = t + reach;
			upTo(last + t);
			const twice = 2 * rho[t];
			let sum = 0;
			for (let k = 1; k <= last; k++) {
				const back = k < t ? t - k : k - t;
				sum += (rho[k + t] + rho[back] - twice * rho[k]) ** 2;
			}
			return Math.sqrt(sum / gamma.count);
		},
		atMost(t) {
			const last = t + reach;
			upTo(last + t);
			const ahead = squares[last + t] - squares[t];
			const around = 1 + squares[t - 1] + squares[reach];
			const norms =
				Math.sqrt(ahead) +
				Math.sqrt(around) +
				2 * Math.abs(rho[t]) * Math.sqrt(squares[last]);
			return norms / Math.sqrt(gamma.count);
		},
	};
}

function grown(values: Float64Array<ArrayBuffer>, size: number) {
	const larger = new Float64Array(size);
	larger.set(values);
	return larger;
}
