/**
 * The checks of a row as z-scores, one for each subject. Seeds are combined by Stouffer's method,
 * and the many checks between chains by Bonferroni's.
 */
import { element, groupBy } from "../../core/elements.js";
import type { Check } from "../../core/record.js";
import {
	normalTwoSided,
	normalTwoSidedQuantile,
} from "../../core/statistics/inference/distributions.js";
import { sum } from "../../core/statistics/moments.js";
import type { Row } from "../model/model.js";
import { zOfCheck } from "../model/z-score.js";

export interface Cell {
	readonly row: Row;
	/** The observable or identity that is checked. */
	readonly subject: string;
	/** It has a sign if the checks have one. */
	readonly z: number;
	readonly p: number;
	readonly verdict: "failed" | "undecided" | "passed";
	readonly claim: string;
	readonly seeds: number;
}

/** The joint result of all seeds of a row, for each subject. */
export function cellsOf(row: Row): Cell[] {
	const scores = row.checks.flatMap(({ name, check }) => {
		const z = zOfCheck(check);
		return z === undefined ? [] : { check, z, subject: subjectOf(name, check) };
	});
	const groups = groupBy(scores, ({ subject }) => subject);
	return [...groups.entries()].map(([subject, members]) => {
		const z =
			subject === replicas
				? worst(members.map((member) => member.z))
				: sum(members.map((member) => member.z)) / Math.sqrt(members.length);
		return {
			row,
			subject,
			z,
			p: normalTwoSided(z),
			verdict: verdictOf(members.map(({ check }) => check)),
			claim:
				subject === replicas
					? "the chains agree with each other in every observable"
					: element(members, 0).check.claim,
			seeds: new Set(
				row.checks
					.filter(({ check }) => members.some((m) => m.check === check))
					.map(({ seed }) => seed),
			).size,
		};
	});
}

const replicas = "replicas";

/** A failure in any seed counts. The verdict is undecided if no seed decided it. */
function verdictOf(checks: readonly Check[]): Cell["verdict"] {
	if (checks.some(({ verdict }) => verdict === "fail")) return "failed";
	return checks.some(({ verdict }) => verdict === "pass")
		? "passed"
		: "undecided";
}

/** Checks of one subject by several estimators share a row. All checks between chains are one subject. */
function subjectOf(name: string, check: Check): string {
	if (name.startsWith("replicas ")) return replicas;
	if (check.observable !== undefined && check.reference !== undefined)
		return check.observable;
	return name.replace(/ \((chain|reweighted|metropolis)\)$/, "");
}

/** The largest of several |z|, with its p-value multiplied by their number (Bonferroni). */
function worst(scores: readonly number[]): number {
	const largest = Math.max(...scores.map(Math.abs));
	return normalTwoSidedQuantile(
		Math.min(1, scores.length * normalTwoSided(largest)),
	);
}
