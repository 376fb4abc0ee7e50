/**
 * Where a history of independent values without error bars changes (those with error bars: `steps.ts`):
 * E-divisive, D. S. Matteson and N. A. James, J. Am.
 * Stat. Assoc. 109 (2014) 334 (arXiv:1306.4933). Each step splits one segment where the energy
 * statistic T of the parts is largest, and keeps the split if that maximum is significant.
 *
 * The p-value is that of the MAXIMUM over all splits of all segments under permutations inside the
 * segments, (b + 1) / (R + 1). Testing the best split with a t-test instead, as if it had been chosen
 * beforehand, turns a nominal 0.1 % into 1.5 % at 30 values.
 */
import type { Random } from "../../random.js";

export interface ChangePoint {
	/** The change lies between values `index - 1` and `index`. */
	readonly index: number;
	readonly statistic: number;
	readonly p: number;
}

export interface ChangePointOptions {
	/** Splits are kept while p <= level. */
	readonly level: number;
	/** R; no p-value is below 1 / (R + 1). */
	readonly permutations: number;
	readonly random: Random;
}

/** Fewest values between changes. */
const shortest = 2;

interface Split {
	readonly segment: number;
	readonly index: number;
	readonly statistic: number;
}

/**
 * Changes in order of discovery, the clearest first.
 * @throws RangeError if the level cannot be reached with so few permutations
 */
export function changePoints(
	history: readonly number[],
	options: ChangePointOptions,
): ChangePoint[] {
	const { level, permutations, random } = options;
	if (1 / (permutations + 1) > level) {
		throw new RangeError(
			`${permutations} permutations cannot reach p <= ${level}`,
		);
	}
	const count = history.length;
	const distances = distanceMatrix(history);
	const found: ChangePoint[] = [];
	let edges = [0, count];
	for (;;) {
		const order = Uint32Array.from({ length: count }, (_, i) => i);
		const best = bestSplit(distances, count, order, edges);
		if (best === undefined) return found;
		let above = 0;
		for (let r = 0; r < permutations; r++) {
			for (let s = 0; s + 1 < edges.length; s++) {
				const part = Array.from(order.subarray(edges[s], edges[s + 1]));
				shuffle(part, random);
				order.set(part, edges[s]);
			}
			const other = bestSplit(distances, count, order, edges);
			if (other !== undefined && other.statistic >= best.statistic) above++;
			// The verdict is settled once even no further exceedance would bring p to the level.
			if ((above + 1) / (permutations + 1) > level) return found;
		}
		found.push({
			index: best.index,
			statistic: best.statistic,
			p: (above + 1) / (permutations + 1),
		});
		edges = [...edges, best.index].sort((a, b) => a - b);
	}
}

function distanceMatrix(history: readonly number[]): Float64Array {
	const count = history.length;
	const distances = new Float64Array(count * count);
	for (let i = 0; i < count; i++)
		for (let j = 0; j < count; j++)
			distances[i * count + j] = Math.abs(history[i] - history[j]);
	return distances;
}

/** The split with the largest T over all segments; undefined where none is long enough. */
function bestSplit(
	distances: Float64Array,
	count: number,
	order: Uint32Array,
	edges: readonly number[],
): Split | undefined {
	let best: Split | undefined;
	for (let segment = 0; segment + 1 < edges.length; segment++) {
		const from = edges[segment];
		const to = edges[segment + 1];
		if (to - from < 2 * shortest) continue;
		// Sums of |x - x'| over ordered pairs inside the left and right part, and between them.
		let left = 0;
		let right = 0;
		let between = 0;
		for (let i = from; i < to; i++) {
			const row = order[i] * count;
			for (let j = from; j < to; j++) right += distances[row + order[j]];
		}
		for (let k = from; k < to - shortest; k++) {
			// Value k moves from the right to the left part.
			const row = order[k] * count;
			let toLeft = 0;
			let toRight = 0;
			for (let j = from; j < k; j++) toLeft += distances[row + order[j]];
			for (let j = k + 1; j < to; j++) toRight += distances[row + order[j]];
			left += 2 * toLeft;
			right -= 2 * toRight;
			between += toRight - toLeft;
			const n = k + 1 - from;
			const m = to - k - 1;
			if (n < shortest) continue;
			const energy = (2 * between) / (n * m) - left / (n * n) - right / (m * m);
			const statistic = ((n * m) / (n + m)) * energy;
			if (best === undefined || statistic > best.statistic) {
				best = { segment, index: k + 1, statistic };
			}
		}
	}
	return best;
}

/** Fisher-Yates. */
function shuffle<T>(items: T[], random: Random): void {
	for (let i = items.length - 1; i > 0; i--) {
		const j = random.integer(i + 1);
		[items[i], items[j]] = [items[j], items[i]];
	}
}
