/**
 * Mann-Whitney U, Ann. Math. Stat. 18 (1947) 50, with its exact null distribution: the number of
 * arrangements with a given U obeys c(n, m, u) = c(n - 1, m, u - m) + c(n, m - 1, u). Values must be
 * independent. With n values on each side no p-value is below 2 / C(2n, n).
 */

export interface MannWhitney {
	/** Pairs in which the first sample's value is the larger one; a tie counts one half. */
	readonly u: number;
	/** Two-sided and exact. */
	readonly p: number;
}

/** More pairs than this would overflow no number but take long. */
const mostPairs = 40_000;

/**
 * @throws RangeError for an empty sample, over 40,000 pairs, or ties between the samples, for which
 * this distribution does not hold (measured times have none).
 */
export function mannWhitney(
	first: readonly number[],
	second: readonly number[],
): MannWhitney {
	const n = first.length;
	const m = second.length;
	if (n === 0 || m === 0) throw new RangeError("a sample is empty");
	if (n * m > mostPairs) {
		throw new RangeError(`${n} x ${m} values, at most ${mostPairs} pairs`);
	}
	let u = 0;
	for (const x of first) {
		for (const y of second) {
			if (x === y) throw new RangeError(`the samples share the value ${x}`);
			if (x > y) u++;
		}
	}
	const probabilities = nullDistribution(n, m);
	const nearer = Math.min(u, n * m - u);
	let tail = 0;
	for (let k = 0; k <= nearer; k++) tail += probabilities[k];
	return { u, p: Math.min(1, 2 * tail) };
}

/** P(U = u), u = 0 ... n m: the last value in the joint order belongs to either sample, in proportion to their sizes. */
function nullDistribution(n: number, m: number): Float64Array {
	// rows[j] holds the distribution for the present i values against j.
	let rows: Float64Array[] = Array.from({ length: m + 1 }, () =>
		Float64Array.of(1),
	);
	for (let i = 1; i <= n; i++) {
		const next: Float64Array[] = [Float64Array.of(1)];
		for (let j = 1; j <= m; j++) {
			const row = new Float64Array(i * j + 1);
			const fromFirst = rows[j];
			const fromSecond = next[j - 1];
			const share = i / (i + j);
			for (let u = 0; u < fromFirst.length; u++)
				row[u + j] += share * fromFirst[u];
			for (let u = 0; u < fromSecond.length; u++)
				row[u] += (1 - share) * fromSecond[u];
			next.push(row);
		}
		rows = next;
	}
	return rows[m];
}
