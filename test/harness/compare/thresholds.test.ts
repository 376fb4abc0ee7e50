/** Where each layer begins to judge, and how much it forgives: both sides of every threshold. */
import { describe, expect, test } from "vitest";
import type { BenchRecord } from "../../../core/record.js";
import { studentQuantile } from "../../../core/statistics/inference/distributions.js";
import { compareRuns } from "../../../harness/compare/compare.js";
import { confirm } from "../../../harness/compare/confirm.js";
import type { Comparison, Layer } from "../../../harness/compare/finding.js";
import { recordOf, runsOf, type Sampler } from "./support.js";

function only(comparison: Comparison, layer: Layer) {
	const found = comparison.findings.filter((one) => one.layer === layer);
	expect(found).toHaveLength(1);
	return found[0];
}

describe("time", () => {
	const sessions = (name: string, seconds: readonly number[]) => ({
		name,
		records: seconds.map((value, k) =>
			recordOf(
				{
					...{ a: 0, draws: 800, observables: 1 },
					...{ seconds: value, session: `${name}${k}` },
				},
				(name === "base" ? 1 : 50) + k,
			),
		),
	});
	const judged = (base: readonly number[], fresh: readonly number[]) =>
		only(compareRuns(sessions("base", base), sessions("new", fresh)), "time");

	test("three sessions on both sides are judged, two are not", () => {
		expect(judged([1, 1.001], [2, 2.001]).verdict).toBe("note");
		expect(judged([1, 1.001, 0.999], [2, 2.001, 1.999]).verdict).toBe(
			"regressed",
		);
	});

	test("a history of five is judged, one of four is not", () => {
		const steady = [1, 1.0001, 0.9999, 1, 1.0001];
		expect(judged(steady.slice(1), [2]).verdict).toBe("note");
		expect(judged(steady, [2]).verdict).toBe("regressed");
	});

	test("however surely slower, 10 % against a history and 5 % between sessions are forgiven", () => {
		const steady = [1, 1.0001, 0.9999, 1, 1.0001, 0.9999];
		const times = (factor: number) => steady.map((value) => factor * value);
		expect(judged(steady, [1.09]).verdict).toBe("same");
		expect(judged(steady, [1.12]).verdict).toBe("regressed");
		expect(judged(steady, times(1.04)).verdict).toBe("same");
		expect(judged(steady, times(1.06)).verdict).toBe("regressed");
	});
});

describe("efficiency", () => {
	const trained: Sampler = {
		a: 0.5,
		draws: 8000,
		observables: 1,
		trained: true,
	};

	test("three trainings on both sides are judged, two are not", () => {
		const of = (seeds: number) =>
			only(
				compareRuns(
					runsOf("base", trained, [1, 2, 3].slice(0, seeds)),
					runsOf("new", trained, [4, 5, 6].slice(0, seeds)),
				),
				"efficiency",
			).reason;
		expect(of(2)).toMatch(
			/2 trainings before and 2 trainings after: how much trainings differ is unknown; give 3 seeds/,
		);
		expect(of(3)).toMatch(/τ_int of o0 changed by/);
	});

	test("runs of unequal length are compared by quoted errors, widened by a quarter", () => {
		const chain: Sampler = { a: 0.5, draws: 8000, observables: 1 };
		const records = [
			recordOf(chain, 1),
			recordOf({ ...chain, draws: 16_000 }, 2),
		];
		const { ratio } = only(
			compareRuns(
				{ name: "base", records: records.slice(0, 1) },
				{ name: "new", records: records.slice(1) },
			),
			"efficiency",
		);
		const arms = records.map((record) => {
			const o0 = record.estimators?.chain?.observables.o0;
			return {
				variance: (1.25 * ((o0?.tauIntError ?? 0) / (o0?.tauInt ?? 1))) ** 2,
				degrees: o0?.degreesOfFreedom ?? 0,
			};
		});
		const variance = arms[0].variance + arms[1].variance;
		const degrees =
			variance ** 2 /
			arms.reduce((sum, arm) => sum + arm.variance ** 2 / arm.degrees, 0);
		const half = studentQuantile(0.95, degrees) * Math.sqrt(variance);
		expect(Math.log((ratio?.high ?? 0) / (ratio?.low ?? 1)) / 2).toBeCloseTo(
			half,
			9,
		);
	});
});

test("weights whose tail gives no error bar are not tested", () => {
	const weighted = (seed: number, value: number, paretoK: number) => ({
		...recordOf({ a: 0, draws: 800, observables: 0 }, seed),
		estimators: {
			reweighted: {
				observables: { phi2: { status: "ok", value, error: 0.001 } },
				draws: 800,
				paretoK,
			},
		} satisfies BenchRecord["estimators"],
	});
	const tests = (paretoK: number) =>
		compareRuns(
			{ name: "base", records: [weighted(1, 1, 0.2)] },
			{ name: "new", records: [weighted(2, 2, paretoK)] },
		).falsePositiveRate.tests.correctness;
	expect(tests(0.49)).toBe(1);
	expect(tests(0.5)).toBe(0);
});

test("each further look of a confirmation tests at half the level", async () => {
	// Too short to be proven the same at the first look, however it goes.
	const short: Sampler = { a: 0.5, draws: 800, observables: 1 };
	const base = { ...runsOf("base", short, [1]), suite: "suite.yaml" };
	const fresh = runsOf("new", short, [2]);
	const counts = { look: 0 };
	const last = await confirm(base, fresh, compareRuns(base, fresh), {
		newCommand: ["new"],
		baseCommand: ["base"],
		budget: 20,
		moreDraws: 1,
		progress: () => {
			counts.look++;
		},
		runSuite: async ({ seed, draws }) => [
			recordOf({ ...short, draws, session: `${seed}` }, seed),
		],
	});
	// Four pairs before the first look, four before the second, then eight, sixteen, ...
	const pairs = last.confirmation?.pairs ?? 0;
	expect(counts.look).toBe(2 * pairs);
	const looks = Math.log2(pairs / 4) + 1;
	expect(Number.isInteger(looks) && looks > 1).toBe(true);
	const reasons = last.findings
		.filter(({ layer }) => layer === "correctness")
		.map(({ reason }) => reason);
	expect(reasons.at(-1)).toContain(
		`fresh runs: one test, not significant at ${1e-3 * 2 ** -looks} `,
	);
});

test("a cell that was drawn again for another reason is wrong only beyond doubt", async () => {
	const short: Sampler = { a: 0.5, draws: 800, observables: 1 };
	const base = { ...runsOf("base", short, [1]), suite: "suite.yaml" };
	const fresh = runsOf("new", short, [2]);
	const first = compareRuns(base, fresh);
	expect(first.findings.map(({ verdict }) => verdict)).toContain(
		"inconclusive",
	);
	const decided = async (deviations: number) => {
		const draws = 80_000;
		const bias = deviations * Math.sqrt((2 * 3) / draws);
		const last = await confirm(base, fresh, first, {
			newCommand: ["new"],
			baseCommand: ["base"],
			// One pair, and one look.
			budget: 0,
			progress: () => {},
			runSuite: async ({ command, seed }) => [
				recordOf(
					{ ...short, draws, bias: command[0] === "new" ? bias : 0 },
					seed,
				),
			],
		});
		return last.findings.find(
			({ layer, p }) => layer === "correctness" && p !== undefined,
		);
	};
	// The luck of these seeds adds another deviation and a half.
	const suspect = await decided(2.8);
	expect(suspect?.adjusted).toBeGreaterThan(1e-6);
	expect(suspect?.adjusted).toBeLessThan(5e-4);
	expect(suspect?.verdict).toBe("inconclusive");
	expect((await decided(9))?.verdict).toBe("regressed");
});

describe("golden bits", () => {
	const chain: Sampler = { a: 0.5, draws: 8000, observables: 1 };

	test("a cell is settled by them only if every record has its twin", () => {
		const base = runsOf("base", chain, [1]);
		const whole = only(compareRuns(base, base), "efficiency");
		expect(whole.reason).toBe("identical digits");
		const more = compareRuns(base, runsOf("new", chain, [1, 2]));
		expect(only(more, "golden").verdict).toBe("same");
		expect(only(more, "efficiency").reason).toMatch(/τ_int of o0 changed by/);
	});

	test("what another cell of the run left behind is none of its digits", () => {
		const record = recordOf(chain, 1);
		const chained = record.estimators?.chain;
		if (chained === undefined) throw new Error("a chain");
		const other = {
			...record,
			estimators: { chain: { ...chained, forwardEss: 7, forwardEssError: 1 } },
		};
		const comparison = compareRuns(
			{ name: "base", records: [record] },
			{ name: "new", records: [other] },
		);
		expect(only(comparison, "golden").verdict).toBe("same");
	});
});
