/**
 * Layer 2, correctness. Every observable of the new run is tested against the base (Student's t
 * with Welch's degrees of freedom), and the new run's own checks against identities and references
 * are included, with Holm's correction over all of them. A test with adjusted p <= suspicion is
 * suspect: fresh draws must decide. A test with adjusted p <= certainty is called wrong at once. In
 * both cases, chance alone leads there in at most `certainty` of all runs.
 */
import { inSymbols } from "../../core/claims.js";
import { defined, element } from "../../core/elements.js";
import type {
	BenchRecord,
	EstimatorName,
	EstimatorResult,
} from "../../core/record.js";
import { estimatorNames } from "../../core/record.js";
import {
	corrected,
	holm,
} from "../../core/statistics/inference/multiplicity.js";
import { shownP } from "../../core/statistics/inference/shown-p.js";
import { type Arm, welch } from "../../core/statistics/inference/welch.js";
import { overRuns } from "../../metrics/across/over-runs.js";
import type { Finding, Levels } from "./finding.js";
import type { CellPair } from "./pairs.js";
import { symbolOf } from "./words.js";

interface Test {
	readonly finding: Omit<Finding, "verdict" | "reason" | "adjusted">;
	readonly p: number;
	readonly statement: string;
}

interface MeanTest extends Test {
	readonly observable: string;
	readonly before: Arm;
	readonly after: Arm;
}

export interface LayerResult {
	readonly findings: readonly Finding[];
	/** Number of tests in Holm's correction. */
	readonly tests: number;
}

/** Weights with a heavier tail have no usable error bar. */
const largestParetoK = 0.5;

/** @param identical cells that need no test because every digit is the same */
export function correctnessLayer(
	pairs: readonly CellPair[],
	identical: ReadonlySet<string>,
	levels: Levels,
): LayerResult {
	const tests: Test[] = [];
	const findings: Finding[] = [];
	for (const pair of pairs) {
		if (identical.has(pair.name)) continue;
		for (const estimator of estimatorNames) {
			tests.push(...meanTests(pair, estimator));
		}
		const checks = checkTests(pair);
		tests.push(...checks.tests);
		findings.push(...checks.findings);
	}
	const adjusted = holm(tests.map((test) => test.p));
	for (const [index, { finding, statement }] of tests.entries()) {
		const share = element(adjusted, index);
		if (share > levels.suspicion) continue;
		const certain = share <= levels.certainty;
		findings.push({
			...finding,
			adjusted: share,
			verdict: certain ? "regressed" : "inconclusive",
			reason: `${statement}, ${shownP(share)} ${corrected(tests.length)}${certain ? "" : `: suspect, and fresh seeds must decide (--confirm)`}`,
		});
	}
	for (const pair of pairs) {
		const mine = tests.filter(({ finding }) => finding.cell === pair.name);
		const bad = findings.some(
			({ cell, verdict }) => cell === pair.name && verdict !== "note",
		);
		if (bad) continue;
		findings.push({
			layer: "correctness",
			cell: pair.name,
			metric: "mean",
			verdict: "same",
			reason: identical.has(pair.name)
				? "identical digits"
				: mine.length === 0
					? "no test could be made"
					: mine.length === 1
						? `one test, not significant at ${levels.suspicion} ${corrected(tests.length)}`
						: `${mine.length} tests, none significant at ${levels.suspicion} ${corrected(tests.length)}`,
		});
	}
	return { findings, tests: tests.length };
}

/** Student tests of every observable that both sides resolve. */
export function meanTests(
	pair: CellPair,
	estimator: EstimatorName,
): MeanTest[] {
	const before = resultsOf(pair.base, estimator);
	const after = resultsOf(pair.new, estimator);
	if (before.length === 0 || after.length === 0) return [];
	return Object.keys(element(after, 0).observables).flatMap((observable) => {
		const a = armOver(before, observable);
		const b = armOver(after, observable);
		if (a === undefined || b === undefined) return [];
		const difference = welch(a, b);
		return [
			{
				finding: {
					layer: "correctness",
					cell: pair.name,
					estimator,
					metric: "mean",
					observable,
					p: difference.p,
				},
				p: difference.p,
				observable,
				before: a,
				after: b,
				statement: `${symbolOf(pair, observable)} was ${show(a)} and is ${show(b)}, ${Math.abs(difference.t).toFixed(1)} standard errors apart`,
			},
		];
	});
}

function armOver(
	results: readonly EstimatorResult[],
	observable: string,
): Arm | undefined {
	const found = overRuns(results, observable);
	return (
		found && {
			mean: found.value,
			variance: found.error ** 2,
			degreesOfFreedom: found.degrees,
		}
	);
}

function show(arm: Arm): string {
	return `${arm.mean.toPrecision(5)} ± ${Math.sqrt(arm.variance).toPrecision(2)}`;
}

function resultsOf(
	records: readonly BenchRecord[],
	estimator: EstimatorName,
): EstimatorResult[] {
	return records.flatMap((record) => {
		const result = record.estimators?.[estimator];
		if (result === undefined) return [];
		return (result.paretoK ?? 0) >= largestParetoK ? [] : [result];
	});
}

/** The new run's own checks. Checks that already failed in the base are reported separately. */
function checkTests(pair: CellPair): { tests: Test[]; findings: Finding[] } {
	const tests: Test[] = [];
	const findings: Finding[] = [];
	const failedBefore = new Set(
		pair.base.flatMap((record) =>
			Object.entries(record.checks ?? {})
				.filter(([, check]) => check.verdict === "fail")
				.map(([name]) => name),
		),
	);
	for (const record of pair.new) {
		for (const [name, check] of Object.entries(record.checks ?? {})) {
			const finding = {
				layer: "correctness",
				cell: pair.name,
				metric: "check",
				...defined({ estimator: check.estimator }),
				observable: name,
				...defined({ p: check.p }),
			} as const;
			const statement = `does not hold: ${inSymbols(check.claim, record.quantities)} (seed ${record.seed})`;
			if (failedBefore.has(name)) {
				if (check.verdict !== "fail") continue;
				findings.push({
					...finding,
					verdict: "inconclusive",
					reason: `${statement}, as in the base: a base that is wrong certifies nothing`,
				});
			} else if (check.p !== undefined) {
				tests.push({ finding, p: check.p, statement });
			} else if (check.verdict === "fail") {
				findings.push({
					...finding,
					verdict: "inconclusive",
					reason: `${statement}${check.reason === undefined ? "" : `: ${check.reason}`}`,
				});
			}
		}
	}
	return { tests, findings };
}
