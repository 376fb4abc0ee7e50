/**
 * The z-scores of all checks together. Scores of one cell come from the same draws, so they are
 * correlated, and fewer scores are independent than there are: with a common squared correlation r2
 * of two scores of one cell, Var(mean z^2) = 2 / n_eff with n_eff = n^2 / (n + r2 sum_c n_c (n_c - 1)),
 * because Cov(z_i^2, z_j^2) = 2 rho_ij^2 of normal variables. The data give r2 as the mean of
 * (z_i^2 - 1)(z_j^2 - 1) / 2 over the pairs within cells; it counts from ten cells on, and below that
 * its upper bound 1 is taken.
 */
import type { BenchRecord } from "../../core/record.js";
import { normalQuantile } from "../../core/statistics/inference/distributions.js";
import { mean, sum } from "../../core/statistics/moments.js";
import { zOfCheck } from "./z-score.js";

export interface Pulls {
	readonly scores: readonly number[];
	readonly mean: number;
	/** Root of the mean of z^2: about zero, where the scores should lie, and not about their mean. */
	readonly spread: number;
	/** Number of independent scores that would tell as much of the spread. */
	readonly effective: number;
	/** The spread lies here with 95 % where all error bars are right. */
	readonly low: number;
	readonly high: number;
	readonly verdict: "as expected" | "too wide" | "too narrow";
}

/** From this many cells on their correlation is taken from the data. */
const fewestCells = 10;

/** Undefined if there are fewer than eight scores. */
export function pullsOf(records: readonly BenchRecord[]): Pulls | undefined {
	const cells = records.map(scoresOf).filter((scores) => scores.length > 0);
	const scores = cells.flat();
	const count = scores.length;
	if (count < 8) return undefined;
	const pairs = sum(cells.map(({ length }) => length * (length - 1)));
	const common =
		cells.length < fewestCells || pairs === 0
			? 1
			: Math.min(1, Math.max(0, sum(cells.map(products)) / pairs / 2));
	const effective = count ** 2 / (count + common * pairs);
	const spread = Math.sqrt(mean(scores.map((z) => z * z)));
	const [low, high] = [0.025, 0.975].map((p) => spreadQuantile(p, effective));
	const [from = 0, to = Number.POSITIVE_INFINITY] = [low, high];
	return {
		scores,
		mean: mean(scores),
		spread,
		effective,
		low: from,
		high: to,
		verdict:
			spread > to ? "too wide" : spread < from ? "too narrow" : "as expected",
	};
}

function scoresOf({ checks = {} }: BenchRecord): number[] {
	return Object.values(checks).flatMap((check) =>
		check.kind === "z" || check.kind === "student"
			? (zOfCheck(check) ?? [])
			: [],
	);
}

/** Sum over the ordered pairs of (z_i^2 - 1)(z_j^2 - 1). */
function products(scores: readonly number[]): number {
	const excess = scores.map((z) => z * z - 1);
	return sum(excess) ** 2 - sum(excess.map((e) => e * e));
}

/** Quantile of sqrt(chi^2_n / n), after Wilson and Hilferty, Proc. Natl. Acad. Sci. 17 (1931) 684. */
function spreadQuantile(p: number, n: number): number {
	const cube = 1 - 2 / (9 * n) + normalQuantile(p) * Math.sqrt(2 / (9 * n));
	return Math.max(0, cube) ** 1.5;
}
