import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import type { EstimatorResult } from "../../core/record.js";
import {
	chainMeans,
	hotelling,
	weightedMeans,
} from "../../core/statistics/inference/hotelling.js";
import { type Draft, settle } from "../../core/statistics/inference/judge.js";
import {
	cholesky,
	independentRows,
	inverseForm,
} from "../../core/statistics/inference/linear-algebra.js";
import {
	type Opinion,
	pairDrafts,
} from "../../metrics/across/agreement-between.js";
import {
	lawDrafts,
	lawSample,
} from "../../metrics/across/distribution-agreement.js";
import { estimateColumn } from "../../metrics/cell/estimate-chains.js";
import type { Series } from "../../metrics/cell/measurements.js";
import { autoregressive } from "../core/statistics/support.js";

/** Two correlated observables of an AR(1) chain with the given means. */
function sampler(label: string, shift: number) {
	const first = autoregressive(`${label}/1`, 0.8, 20_000).map((x) => x + shift);
	const other = autoregressive(`${label}/2`, 0.8, 20_000);
	const second = first.map((x, i) => 0.8 * x + 0.6 * other[i]);
	const results: EstimatorResult = {
		observables: {
			first: estimateColumn(first, 4).result,
			second: estimateColumn(second, 4).result,
		},
		draws: 20_000,
	};
	const replicas = [first, second].map((column) =>
		[0, 1, 2, 3].map((c) => column.subarray(5000 * c, 5000 * (c + 1))),
	);
	const joint = chainMeans(replicas, 4.5);
	if (joint === undefined) throw new Error("long enough");
	return {
		results,
		joint: { ...joint, names: ["first", "second"], draws: 20_000 },
	};
}

/** Checks of every pair, "<observable>: <label> = <label>". */
function pairwise(opinions: readonly Opinion[]) {
	const drafts: Record<string, Draft> = {};
	for (const [i, left] of opinions.entries())
		for (const right of opinions.slice(i + 1))
			for (const [name, draft] of Object.entries(pairDrafts(left, right)))
				drafts[`${name}: ${left.label} = ${right.label}`] = draft;
	return settle(drafts);
}

describe("pairs of samplers", () => {
	const a = sampler("a", 0);
	const b = sampler("b", 0);
	const c = sampler("c", 0.2);

	test("those of the same law pass, the shifted one fails with both", () => {
		const verdicts = pairwise([
			{ label: "a", results: [a.results], joint: [a.joint] },
			{ label: "b", results: [b.results], joint: [b.joint] },
			{ label: "c", results: [c.results], joint: [c.joint] },
		]);
		expect(Object.keys(verdicts)).toHaveLength(9);
		const failed = Object.keys(verdicts).filter(
			(name) => verdicts[name].verdict === "fail",
		);
		expect(failed.filter((name) => name.includes("a = b"))).toEqual([]);
		expect(failed).toContain("first: a = c");
		expect(failed).toContain("first: b = c");
		expect(failed).toContain("joint: a = c");
		expect(verdicts["first: a = b"].verdict).toBe("pass");
		expect(verdicts["joint: a = b"].verdict).toBe("pass");
	});

	test("seeds are combined by their draws", () => {
		const verdicts = pairwise([
			{ label: "both", results: [a.results, b.results] },
			{ label: "c", results: [c.results] },
		]);
		const { measured } = verdicts["first: both = c"];
		const [x, y] = [a, b].map(({ results }) => results.observables.first);
		expect(measured?.value).toBeCloseTo(
			((x.value ?? 0) + (y.value ?? 0)) / 2,
			12,
		);
		expect(measured?.error).toBeCloseTo(
			Math.hypot(x.error ?? 0, y.error ?? 0) / 2,
			12,
		);
	});

	test("what one side does not resolve is not compared", () => {
		const verdicts = pairwise([
			{ label: "a", results: [a.results] },
			{
				label: "d",
				results: [
					{
						observables: { first: { status: "unresolved", value: 1 } },
						draws: 10,
					},
				],
			},
		]);
		expect(verdicts).toEqual({});
	});
});

describe("laws of two samplers", () => {
	const series = (label: string, change: (x: number) => number): Series => ({
		kind: "chains",
		count: 20_000,
		chains: 4,
		columns: { magnetization: autoregressive(label, 0.8, 20_000).map(change) },
	});
	const same = (x: number): number => x;
	const names = ["magnetization"];
	const verdict = (right: Series) =>
		settle(
			lawDrafts(
				lawSample(series("law/1", same), createRandom("left"), names),
				lawSample(right, createRandom("right"), names),
				createRandom("law"),
			),
		)["law of magnetization"];

	test("the same law passes, on correlated chains", () => {
		expect(verdict(series("law/2", same)).verdict).toBe("pass");
	});

	test("equal mean and variance do not hide another shape", () => {
		const coin = createRandom("modes");
		// Two modes at +-0.9 and the rest of the unit variance around them.
		const split = verdict(
			series(
				"law/3",
				(x) => (coin.uniform() < 0.5 ? 0.9 : -0.9) + Math.sqrt(0.19) * x,
			),
		);
		expect(split.verdict).toBe("fail");
		expect(split.p).toBeLessThan(1e-3);
	});

	test("weighted draws take part as the chain made of them", () => {
		// Draws of width 1.2 with the weights of the unit normal law, or with none.
		const random = createRandom("weighted law");
		const wide = Float64Array.from(
			{ length: 20_000 },
			() => 1.2 * random.normal(),
		);
		const weighted = (logWeights: Float64Array): Series => ({
			kind: "weighted",
			count: wide.length,
			chains: 1,
			columns: { magnetization: wide },
			logWeights,
		});
		const right = wide.map((x) => -0.5 * x * x * (1 - 1 / 1.44));
		expect(verdict(weighted(right)).verdict).toBe("pass");
		expect(verdict(weighted(new Float64Array(wide.length))).verdict).toBe(
			"fail",
		);
	});

	test("chains too short for blocks are left undecided", () => {
		const short = {
			kind: "chains",
			count: 200,
			chains: 1,
			columns: { magnetization: autoregressive("s", 0.8, 200) },
		} as const;
		expect(verdict(short).verdict).toBe("inconclusive");
	});
});

describe("Hotelling's T^2", () => {
	test("the vector p = 3, B = 50, T^2 = 12", () => {
		// Unit covariance of the means and a difference of length sqrt 12.
		const unit = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
		const result = hotelling([2, 2, 2], unit, 50);
		expect(result?.tSquared).toBeCloseTo(12, 12);
		expect(result?.f).toBeCloseTo(3.8367346939, 9);
		expect(result?.p).toBeCloseTo(0.01544003, 8);
	});

	test("correlation counts: z = (2, 2) with rho = 1/2 is chi-square 16/3", () => {
		const covariance = Float64Array.of(1, 0.5, 0.5, 1);
		expect(hotelling([2, 2], covariance, 1e9)?.tSquared).toBeCloseTo(
			16 / 3,
			12,
		);
		expect(hotelling([2, 2], covariance, 1e9)?.p).toBeCloseTo(
			Math.exp(-8 / 3),
			6,
		);
	});

	test("a column that repeats another adds nothing", () => {
		const single = hotelling([2], Float64Array.of(1), 100);
		const double = hotelling([2, 4], Float64Array.of(1, 2, 2, 4), 100);
		expect(double).toEqual(single);
		expect(hotelling([2], Float64Array.of(0), 100)).toBeUndefined();
	});

	test("the size of the test is nominal for correlated chains", () => {
		const runs = 400;
		let rejected = 0;
		for (let k = 0; k < runs; k++) {
			const first = autoregressive(`size/${k}/1`, 0.5, 2000);
			const other = autoregressive(`size/${k}/2`, 0.5, 2000);
			const second = first.map((x, i) => 0.6 * x + 0.8 * other[i]);
			const means = chainMeans([[first], [second]], 1.5);
			const test =
				means && hotelling(means.means, means.covariance, means.observations);
			if (test !== undefined && test.p < 0.05) rejected++;
		}
		// 20 expected, binomial deviation 4.4.
		expect(Math.abs(rejected - 20)).toBeLessThan(3 * 4.4);
	});

	test("equal weights are independent draws", () => {
		const random = createRandom("weights");
		const column = Float64Array.from({ length: 500 }, () => random.normal());
		const { covariance, observations } = weightedMeans(
			[column],
			new Float64Array(500).fill(1 / 500),
		);
		const mean = column.reduce((sum, x) => sum + x, 0) / 500;
		const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 500;
		expect(covariance[0]).toBeCloseTo(variance / 500, 12);
		expect(observations).toBe(500);
	});

	test("chains too short for ten batches a column are refused", () => {
		const short = [autoregressive("short", 0.5, 200)];
		expect(chainMeans([short, short], 3)).toBeUndefined();
	});
});

test("Cholesky factors, solves and notices dependence", () => {
	const matrix = Float64Array.of(4, 2, 0.4, 2, 3, 0.5, 0.4, 0.5, 1);
	const factor = cholesky(matrix, 3);
	if (factor === undefined) throw new Error("positive definite");
	for (let i = 0; i < 3; i++) {
		for (let j = 0; j < 3; j++) {
			let sum = 0;
			for (let k = 0; k < 3; k++) sum += factor[3 * i + k] * factor[3 * j + k];
			expect(sum).toBeCloseTo(matrix[3 * i + j], 14);
		}
	}
	// v = M (1, 1, 1) has v M^-1 v = sum of all entries.
	const vector = [6.4, 5.5, 1.9];
	expect(inverseForm(factor, vector)).toBeCloseTo(13.8, 12);
	expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
	expect(independentRows(Float64Array.of(1, 1, 1, 1), 2)).toEqual([0]);
});
