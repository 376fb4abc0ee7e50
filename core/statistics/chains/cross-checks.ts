/** What other estimators of tauInt say about the one that is reported. */
import type { AutoregressiveResult } from "./autoregressive.js";
import { batchMeansTau } from "./batch-means.js";
import type { GammaResult } from "./gamma-method.js";
import { sokalWindow } from "./sokal.js";

/** Whose tauInt is reported. */
export type Method =
	| "gamma"
	| "initial monotone sequence"
	| "batch means"
	| "autoregressive fit";

export interface CrossCheck {
	readonly name: string;
	readonly tauInt: number;
	/** Absent where it is not known. */
	readonly error?: number;
}

/** In combined errors, and as a ratio: how much longer another time must be to void the answer. */
const contradiction = 4.5;
const contradictionRatio = 1.5;

export function contradicts(
	{ tauInt: other, error }: CrossCheck,
	tauInt: number,
	tauIntError: number,
): boolean {
	if (error === undefined) return false;
	const excess = other - contradictionRatio * tauInt;
	return excess > contradiction * Math.hypot(error, tauIntError);
}

/** Differences over 30 %, in words. */
export function flagsOf(
	tauInt: number,
	checks: readonly CrossCheck[],
): string[] {
	return checks.flatMap(({ name, tauInt: other }) =>
		Math.abs(other - tauInt) > 0.3 * tauInt
			? `${name} finds τ_int = ${other.toPrecision(3)}, over 30 % from ${tauInt.toPrecision(3)}`
			: [],
	);
}

/** What other estimators find, each where its assumptions hold. */
export function crossChecks(
	tauInt: number,
	gamma: GammaResult,
	geyer: number,
	fit: AutoregressiveResult,
	method: Method,
): CrossCheck[] {
	// With fewer batches the check is noisier than the 30 % it is to see.
	const batchesOf = (length: number): CrossCheck[] => {
		// Batches with gaps count measurements, all others steps.
		if (gamma.covariance.pairs.gaps) return [];
		const found = batchMeansTau(gamma.covariance.replicas, length);
		return found.batches >= 100
			? [
					{
						name: "batch means",
						tauInt: found.tauInt,
						error: found.tauIntError,
					},
				]
			: [];
	};
	const root = Math.floor(Math.sqrt(gamma.count / gamma.replicas));
	if (method === "autoregressive fit") return batchesOf(root);
	// Sums of alternating terms stop too early in any window; batches have none.
	if (gamma.rho(1) < 0) return method === "batch means" ? [] : batchesOf(root);
	const sokal = sokalWindow(gamma.covariance);
	return [
		{ name: "the initial monotone sequence", tauInt: geyer },
		...(sokal.windowFound
			? [{ name: "Sokal's window", tauInt: sokal.tauInt }]
			: []),
		...batchesOf(Math.ceil(20 * tauInt)),
		{
			name: "the autoregressive fit",
			tauInt: fit.tauInt,
			error: fit.tauIntError,
		},
	];
}
