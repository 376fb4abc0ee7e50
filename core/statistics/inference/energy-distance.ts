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
	const statisticsOf = splits(blocks);
	// The smaller sample first: T does not tell the two apart.
	const places = Uint32Array.from(blocks, (_, place) => place);
	if (second.length < first.length) places.reverse();
	const few = Math.min(first.length, second.length);
	const observed = statisticsOf(places.subarray(0, few));
	// Relabellings that equal the observed one differ from it by rounding only, of <|X - Y|> above all.
	const threshold = observed.statistic - 1e-12 * observed.scale;
	let above = 0;
	let done = 0;
	while (done < permutations && above !== enough) {
		choose(few, places, random);
		done++;
		if (statisticsOf(places.subarray(0, few)).statistic >= threshold) above++;
	}
	const { distance, statistic, coefficient } = observed;
	return {
		...{ distance, statistic, coefficient },
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

/**
 * The statistics when the blocks at the given places are one sample and all others the other. Sums over
 * all pairs are known once, so what is left are the pairs within the one.
 */
function splits(blocks: readonly Block[]) {
	const sums = blockSums(blocks);
	const ofRow = sums.map((row) => row.reduce((total, sum) => total + sum, 0));
	const ofAll = ofRow.reduce((total, sum) => total + sum, 0);
	const sizes = blocks.map((block) => block.length);
	const size = sizes.reduce((total, length) => total + length, 0);
	return (places: Uint32Array): EnergyStatistics & { scale: number } => {
		let n = 0;
		let rows = 0;
		let diagonal = 0;
		let below = 0;
		for (let i = 0; i < places.length; i++) {
			const place = places[i];
			const row = sums[place];
			n += sizes[place];
			rows += ofRow[place];
			diagonal += row[place];
			for (let j = 0; j < i; j++) below += row[places[j]];
		}
		const m = size - n;
		const within = diagonal + 2 * below;
		const between = rows - within;
		const cross = (2 * between) / (n * m);
		const withinOther = ofAll - within - 2 * between;
		const distance = Math.max(
			0,
			cross - within / (n * n) - withinOther / (m * m),
		);
		const weight = (n * m) / (n + m);
		return {
			distance,
			statistic: weight * distance,
			coefficient: cross > 0 ? distance / cross : 0,
			scale: weight * cross,
		};
	};
}

/** Brings `count` of the items, any as likely as any other to 1 part in 2^32, to the front. */
function choose(count: number, items: Uint32Array, random: Random): void {
	for (let i = 0; i < count; i++) {
		const j = i + Math.floor(2 ** -32 * random.bits() * (items.length - i));
		const item = items[i];
		items[i] = items[j];
		items[j] = item;
	}
}

function binomial(n: number, k: number): number {
	let value = 1;
	for (let i = 1; i <= Math.min(k, n - k); i++) {
		value *= (n - i + 1) / i;
	}
	return value;
}
