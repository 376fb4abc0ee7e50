import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import type { EstimatorResult } from "../../core/record.js";
import { studentTwoSided } from "../../core/statistics/inference/distributions.js";
import { hotellingOf } from "../../core/statistics/inference/hotelling.js";
import { pairDrafts } from "../../metrics/across/agreement-between.js";
import { estimateColumn } from "../../metrics/cell/estimate-chains.js";
import { estimateWeighted } from "../../metrics/cell/estimate-weighted.js";
import { type JointMeans, jointMeans } from "../../metrics/cell/joint-means.js";
import type { Series } from "../../metrics/cell/measurements.js";
import { autoregressive } from "../core/statistics/support.js";

const names = ["phi2", "phi4"];
/** Correlation of the two observables, as that of phi^2 and phi^4 on a lattice. */
const rho = 0.98;

interface Run {
	readonly series: Series;
	readonly result: EstimatorResult;
	readonly joint: JointMeans;
}

function finish(series: Series): Run {
	const { result } =
		series.kind === "chains"
			? chainResult(series, names)
			: estimateWeighted(series, names, [], []);
	const joint = jointMeans(series, result, names);
	if (joint === undefined) throw new Error("long enough");
	return { series, result, joint };
}

/** Without ranks and derived quantities, which take most of the time of `estimateChains`. */
function chainResult(
	{ columns, count, chains }: Series,
	names: readonly string[],
): { readonly result: EstimatorResult } {
	const observables = Object.fromEntries(
		names.map((name) => [name, estimateColumn(columns[name], chains).result]),
	);
	return { result: { observables, draws: count } };
}

/** Two correlated AR(1) columns; `lift` is added to the second, as a mean of its own. */
function chains(label: string, a: number, count: number, lift = 0): Run {
	const first = autoregressive(`${label}/1`, a, count);
	const other = autoregressive(`${label}/2`, a, count);
	return finish({
		kind: "chains",
		count,
		chains: 4,
		columns: { phi2: first, phi4: mixed(first, other, lift) },
	});
}

/** The same law by draws of width 1.2 and their weights. */
function weighted(label: string, count: number, lift = 0): Run {
	const random = createRandom(label);
	const draw = () =>
		Float64Array.from({ length: count }, () => 1.2 * random.normal());
	const [first, other] = [draw(), draw()];
	return finish({
		kind: "weighted",
		count,
		chains: 1,
		columns: { phi2: first, phi4: mixed(first, other, lift) },
		logWeights: first.map((x, i) => {
			const square = x * x + other[i] ** 2;
			return -square / 2 + square / 1.44 / 2;
		}),
	});
}

function mixed(first: Float64Array, other: Float64Array, lift: number) {
	return first.map(
		(x, i) => rho * x + Math.sqrt(1 - rho ** 2) * other[i] + lift,
	);
}

function drafts(left: readonly Run[], right: readonly Run[]) {
	const opinion = (label: string, runs: readonly Run[]) => ({
		label,
		results: runs.map(({ result }) => result),
		joint: runs.map(({ joint }) => joint),
	});
	return pairDrafts(opinion("left", left), opinion("right", right));
}

describe("the joint test of two samplers", () => {
	const pairs = 300;
	/** Numbers of p-values below 5 % and 0.5 %. */
	const sizes = (make: (k: number) => [readonly Run[], readonly Run[]]) => {
		let [joint, tail] = [0, 0];
		for (let k = 0; k < pairs; k++) {
			const { joint: test } = drafts(...make(k));
			if ((test.p ?? 0) < 0.05) joint++;
			if ((test.p ?? 0) < 0.005) tail++;
		}
		return { joint, tail };
	};
	/** Within three deviations of the binomial law. */
	const nominal = (found: { joint: number; tail: number }) => {
		expect(Math.abs(found.joint - 0.05 * pairs)).toBeLessThan(
			3 * Math.sqrt(0.05 * 0.95 * pairs),
		);
		expect(found.tail).toBeLessThan(
			0.005 * pairs + 3 * Math.sqrt(0.005 * pairs),
		);
	};

	test("its size is nominal: two chains", () => {
		nominal(
			sizes((k) => [
				[chains(`null/a${k}`, 0.5, 4000)],
				[chains(`null/b${k}`, 0.7, 4000)],
			]),
		);
	});

	test("its size is nominal: two seeds of a chain against weighted draws", () => {
		nominal(
			sizes((k) => [
				[chains(`mixed/a${k}`, 0.5, 2000), chains(`mixed/b${k}`, 0.5, 4000)],
				[weighted(`mixed/c${k}`, 1500)],
			]),
		);
	});

	test("a shift against the correlation is seen, though no single mean is off", () => {
		// 2.5 errors of the difference of phi4; eleven of what phi4 is at given phi2.
		const error = Math.sqrt((2 * 1.5 * 2) / 20_000);
		const found = drafts(
			[chains("shift/a", 0.5, 20_000)],
			[chains("shift/b", 0.5, 20_000, 2.5 * error)],
		);
		expect(found.phi2.p).toBeGreaterThan(1e-3);
		expect(found.phi4.p).toBeGreaterThan(1e-3);
		expect(found.joint.p).toBeLessThan(1e-6);
		expect(found.joint.otherwise).toBe("inconclusive");
		expect(found.joint.claim).toBe(
			"left and right agree in phi2, phi4 together",
		);
		const weights = drafts(
			[chains("shift/a", 0.5, 20_000)],
			[weighted("shift/c", 20_000, 2.5 * error)],
		);
		expect(weights.joint.p).toBeLessThan(1e-6);
	});
});

test("covariances are those of the means", () => {
	const run = chains("covariance", 0.5, 40_000);
	const { covariance, means } = run.joint;
	// Var = 2 tauInt / N to the error of a variance of so many batches; the correlation is that of the columns.
	expect(Math.abs(covariance[0] / (3 / 40_000) - 1)).toBeLessThan(
		3 * Math.sqrt(2 / run.joint.observations),
	);
	const correlation = covariance[1] / Math.sqrt(covariance[0] * covariance[3]);
	expect(Math.abs(correlation - rho)).toBeLessThan(
		(3 * (1 - rho ** 2)) / Math.sqrt(run.joint.observations),
	);
	const direct =
		run.series.columns.phi2.reduce((sum, x) => sum + x, 0) / 40_000;
	expect(means[0]).toBeCloseTo(direct, 9);
	const weights = weighted("covariance", 20_000);
	expect(Math.sqrt(weights.joint.covariance[3])).toBeCloseTo(
		weights.result.observables.phi4.error ?? 0,
		12,
	);
});

test("a short run keeps as many observables as it can carry, from the front", () => {
	const count = 4000;
	const columns = Object.fromEntries(
		["a", "b", "c", "d"].map((name) => [
			name,
			autoregressive(`short/${name}`, name === "d" ? 0.98 : 0, count),
		]),
	);
	const series: Series = { kind: "chains", count, chains: 1, columns };
	const all = ["a", "b", "c", "d"];
	const { result } = chainResult(series, all);
	expect(jointMeans(series, result, all)?.names).toEqual(["a", "b", "c"]);
	expect(jointMeans(series, result, ["d", "a"])).toBeUndefined();
	const unresolved: EstimatorResult = {
		...result,
		observables: {
			...result.observables,
			b: { status: "unresolved", value: 0 },
		},
	};
	expect(jointMeans(series, unresolved, all)?.names).toEqual(["a", "c"]);
	const short: Series = {
		...series,
		count: 30,
		columns: { a: columns.a.slice(0, 30), b: columns.b.slice(0, 30) },
	};
	expect(jointMeans(short, result, all)).toBeUndefined();
});

test("seeds add up, and what only one side resolves is left out", () => {
	const joint = (
		names: readonly string[],
		means: readonly number[],
		draws: number,
		variance: number,
	): JointMeans => ({
		names,
		means,
		draws,
		covariance: Float64Array.from(
			names.flatMap((_, i) => names.map((_, j) => (i === j ? variance : 0))),
		),
		observations: 1e6,
	});
	const { joint: found } = pairDrafts(
		{
			label: "l",
			results: [],
			joint: [
				joint(["a", "b"], [1, 1], 100, 0.3),
				joint(["b", "a"], [5, 4], 200, 0.3),
			],
		},
		{
			label: "r",
			results: [],
			joint: [joint(["a", "x", "b"], [0, 7, 0], 9, 1)],
		},
	);
	// Means 3 and 11/3, variances 0.3 (1/9 + 4/9) + 1.
	expect(found.statistic).toBeCloseTo((9 + 121 / 9) / (0.3 * (5 / 9) + 1), 9);
	expect(found.claim).toContain("in a, b together");
});

test("degrees of freedom of two parts: one mean is Welch's Student test", () => {
	const test = hotellingOf(
		[2.4],
		[
			{ covariance: Float64Array.of(0.4), observations: 6 },
			{ covariance: Float64Array.of(0.9), observations: 11 },
		],
	);
	const degrees = 1.3 ** 2 / (0.4 ** 2 / 5 + 0.9 ** 2 / 10);
	expect(test?.p).toBeCloseTo(
		studentTwoSided(2.4 / Math.sqrt(1.3), degrees),
		12,
	);
	// Equal covariances of equally many observations: those of both together.
	const half = Float64Array.of(0.5, 0.2, 0.2, 0.5);
	const both = hotellingOf(
		[1, -1],
		[
			{ covariance: half, observations: 21 },
			{ covariance: half, observations: 21 },
		],
	);
	const one = hotellingOf(
		[1, -1],
		[{ covariance: half.map((x) => 2 * x), observations: 41 }],
	);
	expect(both?.p).toBeCloseTo(one?.p ?? 0, 12);
});
