/**
 * Scales numbers by a power of two, so that their squares neither overflow nor vanish. This loses no
 * digit. The estimators take squares before they take roots, so they need it for values near 1e154 or
 * 1e-170.
 */

import { powerSums } from "./power-sums.js";

/** Squares and sums of them are safe within these bounds. */
const smallest = 1e-100;
const highest = 1e100;

/** A power of two that brings the largest absolute value near one; 1 where the numbers are safe as they are. */
export function unitScale(replicas: readonly Float64Array[]): number {
	const { largest: size } = powerSums(replicas);
	const safe = size === 0 || (size > smallest && size < highest);
	if (safe || size === Number.POSITIVE_INFINITY) return 1;
	const exponent = Math.floor(Math.log2(size));
	return 2 ** Math.max(-1000, Math.min(1000, -exponent));
}

/** The series times `scale`; the series themselves where it is 1. */
export function scaled(
	replicas: readonly Float64Array[],
	scale: number,
): readonly Float64Array[] {
	return scale === 1
		? replicas
		: replicas.map((series) => series.map((value) => value * scale));
}
