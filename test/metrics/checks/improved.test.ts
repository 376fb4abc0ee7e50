/** The improved estimator of the susceptibility against the plain one and a known value. */
import { expect, test } from "vitest";
import type { EstimatorResult } from "../../../core/record.js";
import { settle } from "../../../core/statistics/inference/judge.js";
import {
	type Facts,
	improvedChecks,
} from "../../../metrics/checks/improved.js";
import { attempt } from "../../support/cell.js";
import { clusterCell } from "../../support/cluster-cell.js";

const chain: EstimatorResult = {
	draws: 64000,
	chains: 64,
	observables: {
		susceptibility: { status: "ok", value: 10, error: 0.03, ess: 20000 },
	},
};
const known = { value: 10.01, error: 0.02, source: "a long run" };
const facts = (value: number): Facts => ({
	improvedSusceptibility: value,
	improvedSusceptibilityError: 0.02,
});
const judged = (told: Facts, result = chain, reference?: typeof known) =>
	settle(improvedChecks(told, result, reference));

test("agreement with the same draws and with a reference is two checks that pass", () => {
	const checks = judged(facts(10.02), chain, known);
	expect(Object.keys(checks)).toEqual([
		"improved susceptibility, same draws",
		"improved susceptibility, reference",
	]);
	const [own, other] = Object.values(checks);
	expect(own.verdict).toBe("pass");
	expect(own.statistic).toBeCloseTo(0.02 / Math.hypot(0.02, 0.03), 10);
	expect(other).toMatchObject({ verdict: "pass", source: "a long run" });
	expect(other.statistic).toBeCloseTo(0.01 / Math.hypot(0.02, 0.02), 10);
});

test("a wrong estimator fails both", () => {
	for (const check of Object.values(judged(facts(10.3), chain, known)))
		expect(check.verdict).toBe("fail");
});

test("without the fact, its error or a resolved susceptibility there is no check", () => {
	expect(judged({}, chain, known)).toEqual({});
	expect(judged({ improvedSusceptibility: 10 }, chain, known)).toEqual({});
	const unresolved = {
		...chain,
		observables: {
			susceptibility: { status: "unresolved", value: 10, error: 1 },
		},
	} as const;
	expect(judged(facts(10), unresolved, known)).toEqual({});
	expect(Object.keys(judged(facts(10)))).toHaveLength(1);
});

test("a cell of clusters has them, with the exact value of a small lattice, and they do not fail", async () => {
	const { record } = await attempt(clusterCell.cell, clusterCell.trial);
	expect(record.reason).toBeUndefined();
	for (const name of ["same draws", "reference"]) {
		const check = record.checks?.[`improved susceptibility, ${name} (chain)`];
		expect(check?.verdict).toMatch(/^(pass|inconclusive)$/);
		expect(Math.abs(check?.statistic ?? Number.NaN)).toBeLessThan(4);
	}
});
