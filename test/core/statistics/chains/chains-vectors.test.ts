// Several chains: replicas of the Gamma method, R-hat and effective sizes by ranks, derived
// quantities, covariance of means. Reference values from UWerr, pyerrors and ArviZ on the same numbers,
// and Stan's own test data.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { gammaCovariance } from "../../../../core/statistics/chains/gamma-covariance.js";
import {
	deviations,
	gammaMethod,
	replicaConsistency,
} from "../../../../core/statistics/chains/gamma-method.js";
import { multiChainEss } from "../../../../core/statistics/chains/multi-chain-ess.js";
import {
	potentialScaleReduction,
	rankDiagnostics,
	splitChains,
} from "../../../../core/statistics/chains/rank-diagnostics.js";
import { rankScores } from "../../../../core/statistics/chains/rank-scores.js";
import { chiSquaredSurvival } from "../../../../core/statistics/inference/distributions.js";
import {
	cholesky,
	inverseForm,
} from "../../../../core/statistics/inference/linear-algebra.js";
import { estimateDerived } from "../../../../metrics/cell/estimate-chains.js";
import type { DerivedOf } from "../../../../metrics/derived/derived.js";
import { gradient, project } from "../../../../metrics/derived/gradient.js";
import { portableSeries } from "../support.js";

function close(actual: number, expected: number, relative = 1e-8): void {
	expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
		relative * Math.abs(expected),
	);
}

const four = (): Float64Array[] =>
	[10, 11, 12, 13].map((seed) => portableSeries(seed, 0.5, 1000));

function replicaTest(chains: readonly Float64Array[], stretch: number) {
	const { mean, deltas } = deviations(chains);
	const gamma = gammaMethod(deltas, stretch);
	const { chiSquare } = replicaConsistency(
		chains.map((chain) => deviations([chain]).mean),
		chains.map((chain) => chain.length),
		mean,
		gamma.spectral,
	);
	return {
		gamma,
		chiSquare,
		q: chiSquaredSurvival(chiSquare, chains.length - 1),
	};
}

describe("four replicas", () => {
	test("means", () => {
		const means = [
			-0.031664674201524697, -0.045934739249108174, 0.050680335865343866,
			0.00212468236521039,
		];
		four().forEach((chain, r) => {
			close(deviations([chain]).mean, means[r], 1e-11);
		});
	});

	test("Gamma method and replica consistency", () => {
		const narrow = replicaTest(four(), 1.5);
		expect(narrow.gamma.window).toBe(10);
		close(narrow.gamma.tauInt, 1.4649484636);
		close(narrow.gamma.tauIntError, 0.1392475824);
		close(narrow.gamma.error, 0.02650482235);
		close(narrow.chiSquare, 1.9686576204);
		close(narrow.q, 0.57893735);
		const wide = replicaTest(four(), 2);
		expect(wide.gamma.window).toBe(13);
		close(wide.gamma.tauInt, 1.410554461);
		close(wide.gamma.error, 0.02600773596);
		close(wide.chiSquare, 2.0446307718);
		close(wide.q, 0.56319528);
	});

	test("R-hat: split, by ranks, plain, folded", () => {
		const chains = four();
		const halves = splitChains(chains);
		close(rankDiagnostics(chains).rHat, 1.0008349857);
		close(potentialScaleReduction(halves), 1.0008463839);
		close(potentialScaleReduction(chains), 1.0004623482);
		const median = 0.5 * sumOfMiddle(chains);
		const folded = halves.map((half) => half.map((x) => Math.abs(x - median)));
		close(potentialScaleReduction(rankScores(folded).bulk), 1.0001697476);
	});

	test("effective sizes", () => {
		const chains = four();
		const { mean } = deviations(chains);
		close(multiChainEss(chains), 1367.5253233);
		close(multiChainEss(splitChains(chains)), 1366.3537113);
		const { bulkEss, tailEss } = rankDiagnostics(chains);
		close(bulkEss, 1366.4023687);
		close(tailEss, 2156.6740825);
		const squares = chains.map((chain) => chain.map((x) => (x - mean) ** 2));
		close(multiChainEss(splitChains(squares)), 2331.622717);
	});

	test("a shifted replica shows in the error, in Q and in R-hat", () => {
		const chains = four();
		chains[3] = chains[3].map((x) => x + 1);
		const { gamma, chiSquare, q } = replicaTest(chains, 2);
		expect(gamma.window).toBe(103);
		close(gamma.error, 0.1037328663);
		close(chiSquare, 17.9401048);
		close(q, 4.525391e-4, 1e-6);
		const { rHat, bulkEss } = rankDiagnostics(chains);
		close(rHat, 1.1080179, 5e-8);
		close(potentialScaleReduction(splitChains(chains)), 1.1092914, 2e-7);
		close(bulkEss, 26.909484, 2e-8);
	});

	test("a wider replica shows in the folded R-hat alone", () => {
		const chains = four();
		chains[3] = chains[3].map((x) => 3 * x);
		const halves = splitChains(chains);
		close(potentialScaleReduction(halves), 0.99965, 1e-6);
		close(potentialScaleReduction(rankScores(halves).bulk), 1.000051, 1e-6);
		close(rankDiagnostics(chains).rHat, 1.129637, 1e-6);
	});
});

/** The two middle values of all chains, added. */
function sumOfMiddle(chains: readonly Float64Array[]): number {
	const all = chains.flatMap((chain) => [...chain]).sort((a, b) => a - b);
	return all[all.length / 2 - 1] + all[all.length / 2];
}

describe("single series", () => {
	// [seed, a, length, plain, mean, bulk, tail, spread]
	const rows = [
		[
			1, 0.5, 1000, 334.3517713, 328.388263, 329.0865512, 499.438759,
			515.1182136,
		],
		[
			2, 0.9, 4000, 231.1757127, 229.4308475, 231.1106022, 593.2134493,
			623.2114182,
		],
		[
			3, 0, 1000, 1104.689674, 1106.413746, 1103.090548, 1025.209075,
			1074.992707,
		],
		[4, -0.5, 1000, 3000, 3000, 3000, 892.1582905, 581.7349294],
	] as const;
	for (const [seed, a, length, plain, mean, bulk, tail, spread] of rows) {
		test(`AR(1), a = ${a}: effective sizes`, () => {
			const chain = portableSeries(seed, a, length);
			close(multiChainEss([chain]), plain);
			close(multiChainEss(splitChains([chain])), mean);
			const ranks = rankDiagnostics([chain]);
			close(ranks.bulkEss, bulk);
			close(ranks.tailEss, tail);
			const centre = deviations([chain]).mean;
			const squares = chain.map((x) => (x - centre) ** 2);
			close(multiChainEss(splitChains([squares])), spread);
		});
	}

	test("by hand, and the cap at S log10 S", () => {
		close(
			multiChainEss([Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)]),
			3.8181818182,
		);
		const alternating = Float64Array.from(
			{ length: 10 },
			(_, i) => 1 - 2 * (i % 2),
		);
		close(multiChainEss([alternating]), 10);
		close(multiChainEss([portableSeries(5, -0.9, 1000)]), 3000);
	});
});

describe("Stan's test data: two chains of 1000 of the model 'blocker'", () => {
	const root = resolve(
		dirname(fileURLToPath(import.meta.url)),
		"../../../../..",
	);
	const rows = readFileSync(join(root, "test/fixtures/blocker.csv"), "utf8")
		.trim()
		.split("\n")
		.slice(1)
		.map((line) => line.split(",").map(Number));
	const chains = (column: number): Float64Array[] =>
		[1, 2].map((chain) =>
			Float64Array.from(
				rows.filter((row) => row[0] === chain).map((row) => row[column]),
			),
		);
	// From arviz/tests/saved_models/stan_diagnostics/reference_posterior.csv: R-hat, bulk, tail, plain.
	for (const [name, column, values] of [
		[
			"d",
			1,
			[1.00780272388603, 465.136513484671, 349.135270438316, 467.367576858138],
		],
		[
			"sigmasq_delta",
			2,
			[1.01090196780102, 73.249623982678, 48.5806371372426, 138.627800274732],
		],
	] as const) {
		test(name, () => {
			const data = chains(column);
			expect(data.map((chain) => chain.length)).toEqual([1000, 1000]);
			const { rHat, bulkEss, tailEss } = rankDiagnostics(data);
			close(rHat, values[0]);
			close(bulkEss, values[1]);
			close(tailEss, values[2]);
			close(multiChainEss(data), values[3]);
		});
	}
});

describe("derived quantities", () => {
	const y = portableSeries(21, 0.5, 2000).map((x) => x + 5);
	const z = portableSeries(22, 0.8, 2000).map((x) => x + 3);

	test("a ratio of means, S = 2", () => {
		const means = [y, z].map((series) => deviations([series]).mean);
		const ratio = ([a, b]: readonly number[]): number => a / b;
		close(ratio(means), 1.599103180998865, 1e-13);
		const slopes = gradient(
			ratio,
			means,
			[y, z].map((series) =>
				Math.sqrt(gammaMethod(deviations([series]).deltas, 0).variance / 2000),
			),
		);
		const result = gammaMethod([project([y, z], means, slopes)], 2);
		expect(result.window).toBe(32);
		close(result.error, 0.0429469048);
		close(result.tauInt, 5.0083931);
	});

	test("the same through the estimators of a record, with two chains", () => {
		const ratio: DerivedOf = {
			name: "ratio",
			needs: ["y", "z"],
			value: ([a, b]) => a / b,
		};
		const series = {
			kind: "chains",
			count: 2000,
			chains: 2,
			columns: { y, z },
		} as const;
		const result = estimateDerived(series, ratio);
		expect(result.status).toBe("ok");
		const parts = [0, 1].map((c) => {
			const half = (x: Float64Array) =>
				deviations([x.slice(1000 * c, 1000 * (c + 1))]).mean;
			return half(y) / half(z);
		});
		const bias = (parts[0] + parts[1]) / 2 - 1.599103180998865;
		close(result.value ?? 0, 1.599103180998865 - bias, 1e-12);
		expect(result.replicaQ).toBeGreaterThan(0);
	});
});

test("covariance of two means with a common window", () => {
	const first = portableSeries(31, 0.7, 4000);
	const other = portableSeries(32, 0.7, 4000);
	const second = first.map((x, i) => 0.6 * x + 0.8 * other[i]);
	const { means, covariance } = gammaCovariance([[first], [second]], 15);
	close(means[0], 0.04931198897);
	close(means[1], 0.01662532073);
	close(covariance[0], 1.302075853e-3);
	close(covariance[1], 7.520393246e-4);
	close(covariance[3], 1.509030286e-3);
	const factor = cholesky(covariance, 2);
	if (factor === undefined) throw new Error("positive definite");
	const chiSquare = inverseForm(factor, means);
	close(chiSquare, 1.99832757, 3e-8); // nine digits were kept
	close(chiSquaredSurvival(chiSquare, 2), 0.368187, 1e-6);
});
