import { expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import { rankScores } from "../../../../core/statistics/chains/rank-scores.js";
import { normalQuantile } from "../../../../core/statistics/inference/distributions.js";

/** Scores by counting, for each value, those below it and those equal to it. */
function slowly(values: readonly number[]): number[] {
	return values.map((value) => {
		const below = values.filter((other) => other < value).length;
		const equal = values.filter((other) => other === value).length;
		const rank = below + (equal + 1) / 2;
		return normalQuantile((rank - 0.375) / (values.length + 0.25));
	});
}

test("one sort gives the scores of x and of its distance from the median", () => {
	const random = createRandom(3).fork("rank scores");
	const laws = {
		normal: () => random.normal(),
		// Many equal values, at the median too, and both zeros.
		discrete: () => Math.round(2 * random.normal()) * (random.bits() % 2),
		constant: () => 7,
		"far off": () => 1e9 + random.normal(),
	};
	for (const [name, law] of Object.entries(laws))
		for (const [chains, length] of [
			[1, 2],
			[3, 7],
			[4, 50],
			[2, 101],
		]) {
			const series = Array.from({ length: chains }, () =>
				Float64Array.from({ length }, law),
			);
			const values = series.flatMap((chain) => [...chain]);
			const sorted = values.toSorted((a, b) => a - b);
			const { bulk, folded, sorted: found } = rankScores(series);
			// Numbers of the same value: -0 counts as 0.
			expect(
				[...found].map((x) => x + 0),
				name,
			).toEqual(sorted.map((x) => x + 0));
			const middle = (sorted.length - 1) / 2;
			const low = sorted[Math.floor(middle)];
			const high = sorted[Math.ceil(middle)];
			const median = low + (middle % 1) * (high - low);
			expect(
				bulk.flatMap((chain) => [...chain]),
				name,
			).toEqual(slowly(values));
			expect(
				folded.flatMap((chain) => [...chain]),
				name,
			).toEqual(slowly(values.map((x) => Math.abs(x - median))));
		}
});

test("scores of a monotone function are the arrays of the quantity, and no other's", () => {
	const random = createRandom(4).fork("monotone");
	const series = Array.from({ length: 4 }, () =>
		Float64Array.from({ length: 60 }, () => random.normal()),
	);
	const { bulk, folded } = rankScores(series);
	const cubes = series.map((chain) => chain.map((x) => x ** 3));
	expect(rankScores(cubes).bulk).toBe(bulk);
	expect(rankScores(cubes).folded).not.toBe(folded);
	const nearly = series.map((chain) => chain.slice());
	[nearly[3][58], nearly[3][59]] = [nearly[3][59], nearly[3][58]];
	expect(rankScores(nearly).bulk).not.toEqual(bulk);
	// As many chains of another length, and as many numbers in other chains.
	expect(
		rankScores(series.map((chain) => chain.subarray(1))).bulk[0],
	).toHaveLength(59);
	const joined = Float64Array.from(series.flatMap((chain) => [...chain]));
	expect(rankScores([joined]).bulk).toHaveLength(1);
});
