/**
 * What an error delta of log q does to averages over weights exp(-S - log q), to first order:
 *
 *   log Z  is off by  mean_p delta = mean_q delta + cov_q(delta, w) / mean_q w,
 *                     at most |bias| + spread * sd_q(w) / mean_q(w)
 *   <O>    is off by  cov_p(O, delta), at most sd_p(O) spread
 *
 * by Cauchy's inequality. Both parts are added in quadrature, to each other and to the statistical error.
 */
import type { LogDensityDeviation } from "../../log-density-error.js";

/** A number with an error of which a part may be systematic. */
interface Uncertain {
	readonly error?: number | undefined;
	readonly degreesOfFreedom?: number | undefined;
	readonly asymmetry?: number | undefined;
	readonly systematic?: number | undefined;
}

/** A systematic part below this part of the statistical error is not worth a word. */
const negligible = 0.01;

/** Of log Z, whose statistical error is `error` from `draws` draws: sd(w) / mean(w) = error sqrt(draws). */
export function systematicOfLogZ(
	{ bias, spread }: LogDensityDeviation,
	error: number,
	draws: number,
): number {
	return Math.hypot(bias, spread * error * Math.sqrt(draws));
}

/** Adds a systematic part, which is taken as known exactly and as symmetric. */
export function widened<R extends Uncertain>(result: R, systematic: number): R {
	const { error, degreesOfFreedom, asymmetry } = result;
	if (error === undefined || !(systematic > negligible * error)) return result;
	const total = Math.hypot(error, systematic);
	const share = error / total;
	return {
		...result,
		error: total,
		systematic,
		...(degreesOfFreedom === undefined || share === 0
			? {}
			: { degreesOfFreedom: degreesOfFreedom / share ** 4 }),
		...(asymmetry === undefined ? {} : { asymmetry: asymmetry * share ** 3 }),
	};
}

/** The part of an error that more draws lower. */
export function statisticalPart({
	error = 0,
	systematic = 0,
}: Uncertain): number {
	return Math.sqrt(Math.max(0, error ** 2 - systematic ** 2));
}
