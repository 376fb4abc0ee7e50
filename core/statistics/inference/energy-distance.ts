/**
 * Energy distance of two samples, G. J. Szekely and M. L. Rizzo, J. Stat. Plan. Inference 143 (2013)
 * 1249, with the V-statistic (diagonal included):
 *   E = 2 <|X - Y|> - <|X - X'|> - <|Y - Y'|> >= 0,   T = n m / (n + m) E,   H = E / (2 <|X - Y|>)
 * It is zero in the limit only if the laws agree, so it sees what no list of moments does.
 *
 * Its null law is found by permutation, p = (b + 1) / (R + 1). Measurements of a chain are not
 * exchangeable; whole blocks much longer than tauInt, or whole chains, are. So blocks are permuted.
 * A sequential test (J. Besag and P. Clifford, Biometrika 78 (1991) 301) may stop at the h-th
 * relabelling that is as extreme, the l-th of all, with p = h / l: still exact, and soon over where
 * there is nothing to see.
 */
import type { Random } from "../../random.js";

export interface EnergyStatistics {
	/** E, in the units of the data. */
	readonly distance: number;
	/** T. */
	readonly statistic: number;
	/** H in [0, 1]. */
	readonly coefficient: number;
}

export interface EnergyTest extends EnergyStatistics {
	readonly p: number;
	/** Smallest p that these blocks and permutations could give. */
	readonly smallestP: number;
}

/** A block of consecutive numbers. */
export type Block = Float64Array;

/**
 * @param permutations R, random relabellings of the blocks
 * @param enough h, the number of relabellings as extreme at which a sequential test stops; never if absent
 * @throws RangeError if a sample or a block is empty
 */
export function energyTest(
	first: readonly Block[],
	second: readonly Block[],
	options: {
		readonly permutations: number;
		readonly enough?: number;
		readonly random: Random;
	},
): EnergyTest {
	const { permutations, enough, random } = options;
	const blocks = [...first, ...second];
	const empty = blocks.some((block) => block.length === 0);
	if (first.length === 0 || second.length === 0 || empty)
		throw new RangeError("a sample or a block is empty");
	const sums = blockSums(blocks);
	const sizes = blocks.map((block) => block.length);
	const labels = blocks.map((_, index) => index < first.length);
	const observed = statisticsOf(sums, sizes, labels);
	// Relabellings that equal the observed one differ from it by rounding only.
	const threshold = observed.statistic * (1 - 1e-12);
	let above = 0;
	let done = 0;
	while (done < permutations && above !== enough) {
		shuffle(labels, random);
		done++;
		if (statisticsOf(sums, sizes, labels).statistic >= threshold) above++;
	}
	return {
		...observed,
		p: above === enough ? above / done : (above + 1) / (permutations + 1),
		smallestP: Math.max(
			1 / (permutations + 1),
			1 / binomial(blocks.length, first.length),
		),
	};
}

/** sums[a][b] = sum of |x - y| over the numbers x of block a and y of block b. */
function blockSums(blocks: readonly Block[]): Float64Array[] {
	const sums = blocks.map(() => new Float64Array(blocks.length));
	const sorted = blocks.map((block) => block.slice().sort());
	for (let a = 0; a < blocks.length; a++) {
		for (let b = a; b < blocks.length; b++) {
			const sum = sortedSum(sorted[a], sorted[b]);
			sums[a][b] = sum;
			sums[b][a] = sum;
		}
	}
	return sums;
}

/** Sum of |x - y| over two ascending arrays, in one merge: each gap counts the pairs that span it. */
function sortedSum(xs: Float64Array, ys: Float64Array): number {
	let i = 0;
	let j = 0;
	let sum = 0;
	let last = Math.min(xs[0], ys[0]);
	while (i < xs.length || j < ys.length) {
		const fromX = j >= ys.length || (i < xs.length && xs[i] <= ys[j]);
		const value = fromX ? xs[i] : ys[j];
		sum += (value - last) * (i * (ys.length - j) + j * (xs.length - i));
		last = value;
		if (fromX) i++;
		else j++;
	}
	return sum;
}

function statisticsOf(
	sums: readonly Float64Array[],
	sizes: readonly number[],
	inFirst: readonly boolean[],
): EnergyStatistics {
	const first: number[] = [];
	const second: number[] = [];
	for (let a = 0; a < sums.length; a++) (inFirst[a] ? first : second).push(a);
	const n = first.reduce((total, a) => total + sizes[a], 0);
	const m = second.reduce((total, a) => total + sizes[a], 0);
	let between = 0;
	for (const a of first) {
		const row = sums[a];
		for (const b of second) between += row[b];
	}
	const withinFirst = sumWithin(sums, first);
	const withinSecond = sumWithin(sums, second);
	const cross = (2 * between) / (n * m);
	const distance = Math.max(
		0,
		cross - withinFirst / (n * n) - withinSecond / (m * m),
	);
	return {
		distance,
		statistic: ((n * m) / (n + m)) * distance,
		coefficient: cross > 0 ? distance / cross : 0,
	};
}

/** Sum over all ordered pairs of these blocks; the matrix is symmetric. */
function sumWithin(
	sums: readonly Float64Array[],
	places: readonly number[],
): number {
	let diagonal = 0;
	let below = 0;
	for (let i = 0; i < places.length; i++) {
		const row = sums[places[i]];
		diagonal += row[places[i]];
		for (let j = 0; j < i; j++) below += row[places[j]];
	}
	return diagonal + 2 * below;
}

/** Fisher-Yates. */
export function shuffle<T>(items: T[], random: Random): void {
	for (let i = items.length - 1; i > 0; i--) {
		const j = random.integer(i + 1);
		[items[i], items[j]] = [items[j], items[i]];
	}
}

function binomial(n: number, k: number): number {
	let value = 1;
	for (let i = 1; i <= Math.min(k, n - k); i++) {
		value *= (n - i + 1) / i;
	}
	return value;
}
