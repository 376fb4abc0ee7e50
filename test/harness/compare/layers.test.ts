import { describe, expect, test } from "vitest";
import { recordSchema } from "../../../core/record.js";
import { compareRuns } from "../../../harness/compare/compare.js";
import type { Comparison, Layer } from "../../../harness/compare/finding.js";
import { recordOf, runsOf, type Sampler } from "./support.js";

const good: Sampler = { a: 0.8, draws: 40_000 };

function verdicts(comparison: Comparison, layer: Layer): string[] {
	return comparison.findings
		.filter((finding) => finding.layer === layer)
		.map(({ verdict }) => verdict);
}

test("the synthetic records are records", () => {
	expect(recordSchema.safeParse(recordOf(good, 1)).error).toBeUndefined();
});

describe("golden bits", () => {
	test("a run equals itself in every layer, at no risk", () => {
		const run = runsOf("base", good, [1, 2]);
		const comparison = compareRuns(run, run);
		expect(comparison.exitStatus).toBe(0);
		expect(comparison.falsePositiveRate.total).toBe(0);
		expect(verdicts(comparison, "golden")).toEqual(["same"]);
	});
	test("other digits from the same seed: a note, or a regression where asked", () => {
		const base = runsOf("base", good, [1]);
		const fresh = runsOf("new", { ...good, session: "t" }, [1]);
		expect(verdicts(compareRuns(base, fresh), "golden")).toEqual(["note"]);
		const strict = compareRuns(base, fresh, { golden: true });
		expect(strict.exitStatus).toBe(1);
		expect(strict.reasons[0]).toMatch(/other digits from the same seed \(1\)/);
	});
	test("another backend or another length of preparation says nothing", () => {
		const base = runsOf("base", good, [1]);
		const record = recordOf(good, 1);
		const environment = record.environment;
		if (environment === undefined) throw new Error("no environment");
		const elsewhere = {
			...record,
			environment: { ...environment, backend: "cpu" },
		};
		const longer = {
			...record,
			cost: { ...record.cost, tune: { ...recordOf(good, 1).cost?.draw } },
		} as typeof record;
		for (const other of [elsewhere, longer]) {
			const fresh = { name: "new", records: [other] };
			expect(verdicts(compareRuns(base, fresh), "golden")).toEqual([]);
		}
	});
});

describe("correctness", () => {
	test("a strong bias is a regression, by name", () => {
		const comparison = compareRuns(
			runsOf("base", good, [1]),
			runsOf("new", { ...good, bias: 0.3 }, [2]),
		);
		expect(comparison.exitStatus).toBe(1);
		expect(comparison.reasons[0]).toMatch(/^E1 × hmc \(chain\): ⟨o\d⟩ was/);
		expect(comparison.falsePositiveRate.correctness).toBe(1e-6);
	});
	test("a bias of four standard errors is suspect, and fresh seeds must decide", () => {
		// Error of the difference of two runs, from tauInt = 4.5 and the draws.
		const sigma = Math.sqrt(2 * ((2 * 4.5) / good.draws));
		let suspect = 0;
		let cleared = 0;
		for (let seed = 0; seed < 12; seed++) {
			const comparison = compareRuns(
				runsOf("base", { ...good, observables: 1 }, [100 + seed]),
				runsOf("new", { ...good, observables: 1, bias: 4 * sigma }, [
					200 + seed,
				]),
			);
			const found = comparison.findings.find(
				({ layer, verdict }) => layer === "correctness" && verdict !== "same",
			);
			if (found === undefined) cleared++;
			else suspect++;
		}
		// Power at 4 sigma for a two-sided 1e-3 is P(Z > -0.71) = 0.76: 9.1 +- 1.5 of 12.
		expect(suspect).toBeGreaterThanOrEqual(4);
		expect(suspect + cleared).toBe(12);
	});
	test("its own failed check counts, one that failed in the base already does not pass either", () => {
		const check = {
			claim: "the virial is V",
			kind: "student",
			statistic: 9,
			p: 1e-12,
			verdict: "fail",
		} as const;
		const wrong = { ...good, extra: { checks: { virial: check } } };
		const fresh = runsOf("new", wrong, [2]);
		const regressed = compareRuns(runsOf("base", good, [1]), fresh);
		expect(regressed.exitStatus).toBe(1);
		expect(regressed.reasons.join()).toMatch(/does not hold: the virial is V/);
		const both = compareRuns(runsOf("base", wrong, [1]), fresh);
		expect(both.exitStatus).toBe(3);
		expect(both.reasons.join()).toMatch(
			/a base that is wrong certifies nothing/,
		);
	});
});

describe("efficiency", () => {
	const long: Sampler = { a: 0.8, draws: 400_000, observables: 1 };
	test("tauInt worse by 30 % is caught, by name", () => {
		// (1 + a) / (2 (1 - a)) = 4.5 x 1.5 for the alternative; 30 % beyond the margin of 20 % with room.
		const tau = 4.5 * 1.3;
		const a = (2 * tau - 1) / (2 * tau + 1);
		const comparison = compareRuns(
			runsOf("base", long, [1, 2, 3]),
			runsOf("new", { ...long, a }, [4, 5, 6]),
		);
		expect(comparison.exitStatus).toBe(1);
		expect(comparison.reasons).toHaveLength(1);
		expect(comparison.reasons[0]).toMatch(/τ_int of o0 changed by \+/);
	});
	test("equal versions are proven the same when the runs are long, undecided when short", () => {
		const same = compareRuns(
			runsOf("base", long, [1]),
			runsOf("new", long, [2]),
		);
		expect(same.exitStatus).toBe(0);
		const short = { ...long, draws: 4000 };
		const open = compareRuns(
			runsOf("base", short, [1]),
			runsOf("new", short, [2]),
		);
		expect(open.exitStatus).toBe(3);
		expect(open.reasons[0]).toMatch(/times the draws would decide/);
	});
	test("a better sampler is improved, not a disagreement", () => {
		const comparison = compareRuns(
			runsOf("base", long, [1]),
			runsOf("new", { ...long, a: 0.5 }, [2]),
		);
		expect(verdicts(comparison, "efficiency")).toEqual(["improved"]);
		expect(comparison.exitStatus).toBe(0);
	});
	test("one training each cannot be judged", () => {
		const trained = { ...long, draws: 40_000, trained: true };
		const comparison = compareRuns(
			runsOf("base", trained, [1]),
			runsOf("new", trained, [2]),
		);
		expect(comparison.exitStatus).toBe(3);
		expect(comparison.reasons[0]).toMatch(
			/1 training before and 1 training after: how much trainings differ is unknown/,
		);
	});
});

describe("tunings that chose other trajectories", () => {
	// Two tunings of one version: other work for each configuration, another tauInt.
	const tuned = (k: number): Sampler => ({
		a: k % 2 === 0 ? 0.5 : 0.8,
		work: k % 2 === 0 ? 12 : 8,
		draws: 40_000,
		observables: 1,
	});
	const runs = (name: string, seeds: readonly number[]) => ({
		name,
		records: seeds.map((seed) => recordOf(tuned(seed), seed)),
	});
	test("one of each is no regression: its parts say nothing of the spread", () => {
		const comparison = compareRuns(runs("base", [2]), runs("new", [3]));
		expect(comparison.exitStatus).toBe(3);
		expect(comparison.reasons[0]).toMatch(
			/1 tuning before and 1 tuning after, which ended in different places/,
		);
		expect(
			comparison.findings.map(({ metric }) => metric).includes("evaluations"),
		).toBe(true);
	});
	test("several seeds show the spread", () => {
		const comparison = compareRuns(
			runs("base", [2, 3, 4, 6]),
			runs("new", [5, 7, 9, 10]),
		);
		expect(comparison.exitStatus).toBe(3);
		expect(comparison.reasons[0]).toMatch(/neither within 20 % nor surely/);
	});
});

describe("time", () => {
	const quick: Sampler = { a: 0, draws: 800, observables: 1 };
	const sessions = (
		name: string,
		seconds: readonly number[],
		first: number,
	) => ({
		name,
		records: seconds.map((value, k) =>
			recordOf({ ...quick, seconds: value, session: `${name}${k}` }, first + k),
		),
	});
	// Ten sessions with a spread of 2 %.
	const history = [1, 0.98, 1.02, 1.01, 0.99, 1.03, 0.97, 1, 1.02, 0.98];
	const time = (comparison: Comparison) =>
		comparison.findings.find(({ layer }) => layer === "time");
	test("15 % slower than a stored history is caught, 5 % is not", () => {
		const base = sessions("base", history, 1);
		const slow = time(compareRuns(base, sessions("new", [1.15], 50)));
		expect(slow?.verdict).toBe("regressed");
		expect(slow?.reason).toMatch(
			/changed by 15\.\d % \(1 against a history of 10/,
		);
		const fine = time(compareRuns(base, sessions("new", [1.05], 50)));
		expect(fine?.verdict).toBe("same");
	});
	test("sessions on both sides: Welch; interleaved pairs see through the drift", () => {
		const slow = history.map((value) => 1.15 * value);
		const base = sessions("base", history, 1);
		const welch = time(compareRuns(base, sessions("new", slow, 50)));
		expect(welch?.verdict).toBe("regressed");
		const drift = history.map((value, k) => value * (1 + 0.3 * k));
		const drifting = sessions("base", drift, 1);
		const slower = sessions(
			"new",
			drift.map((x, k) => x * (1.15 + 0.002 * (k % 3))),
			50,
		);
		expect(time(compareRuns(drifting, slower))?.verdict).toBe("same");
		expect(time(compareRuns(drifting, slower, { paired: true }))?.verdict).toBe(
			"regressed",
		);
	});
	test("another machine, or too few sessions: told, not judged", () => {
		const base = sessions("base", history, 1);
		const elsewhere = {
			name: "new",
			records: [recordOf({ ...quick, seconds: 9, cpu: "another" }, 60)],
		};
		const comparison = compareRuns(base, elsewhere);
		expect(time(comparison)?.verdict).toBe("note");
		expect(time(comparison)?.reason).toMatch(/another machine/);
		const one = compareRuns(sessions("base", [1], 1), sessions("new", [2], 50));
		expect(time(one)?.reason).toMatch(
			/not judged: one session before and 1 after/,
		);
		expect(one.falsePositiveRate.time).toBe(0);
		const told = compareRuns(base, sessions("new", [2], 50), {
			time: "report",
		});
		expect(time(told)?.verdict).toBe("note");
	});
});

describe("records without a partner", () => {
	test("missing, mismatched and failed cells are named", () => {
		const base = {
			name: "base",
			records: [
				recordOf(good, 1),
				recordOf({ ...good, target: "E2" }, 1),
				recordOf({ ...good, target: "E3" }, 1),
			],
		};
		const { estimators: _gone, ...rest } = recordOf(good, 2);
		const fresh = {
			name: "new",
			records: [
				{ ...rest, status: "failed" as const, reason: "NaN in the action" },
				recordOf(
					{
						...good,
						target: "E2",
						extra: {
							action: {
								name: "phi4",
								label: "E2",
								shape: [8, 8],
								parameters: { lambda: 1, m2: 1 },
							},
						},
					},
					2,
				),
				recordOf({ ...good, target: "E4" }, 2),
			],
		};
		const { findings, exitStatus } = compareRuns(base, fresh);
		const said = findings
			.filter(({ layer }) => layer === "records")
			.map(({ cell, verdict, reason }) => `${cell}: ${verdict}: ${reason}`)
			.join("\n");
		expect(said).toMatch(/E1 × hmc: regressed: .*NaN in the action/);
		expect(said).toMatch(
			/E2 × hmc: inconclusive: another target .*\[6,6\] -> \[8,8\]/,
		);
		expect(said).toMatch(/E3 × hmc: inconclusive: the new run has no record/);
		expect(said).toMatch(/E4 × hmc: note: new/);
		expect(exitStatus).toBe(1);
		const nothing = compareRuns(
			runsOf("base", good, [1]),
			runsOf("new", { ...good, target: "other" }, [1]),
		);
		expect(nothing.exitStatus).toBe(3);
		expect(nothing.reasons.join()).toMatch(/nothing was compared/);
	});
});

test("change points of a history are told and decide nothing", () => {
	const slow: Sampler = { a: 0.8, draws: 8000, observables: 1 };
	const quick = { ...slow, a: 0.2 };
	const history = Array.from({ length: 16 }, (_, k) =>
		runsOf(`run ${k + 1}`, k < 8 ? quick : slow, [300 + k]),
	);
	const fresh = runsOf("new", slow, [400]);
	const comparison = compareRuns(fresh, fresh, { history });
	const trend = comparison.findings.filter(({ layer }) => layer === "trend");
	expect(trend.map(({ reason }) => reason).join()).toMatch(/at run 9 /);
	expect(comparison.exitStatus).toBe(0);
});
