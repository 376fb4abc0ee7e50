/**
 * What became slower between two results of `npm run bench`: Welch's test of the difference of mean logarithms of
 * every ratio, with Holm's correction over all of them, so that equal versions raise an alarm about anything in 5 % of
 * comparisons. The hypothesis is a change by less than 3 %: rounds of one process share its luck with memory and
 * caches, which no scatter of its rounds can tell.
 */
import { holm } from "../core/statistics/inference/multiplicity.js";
import {
	type Arm,
	pAbove,
	pBelow,
	welch,
} from "../core/statistics/inference/welch.js";
import type { Outcome, Told } from "./outcome.js";
import { table } from "./rounds.js";

const level = 0.05;
const leastFactor = 1.03;

export interface Change {
	readonly now: Told;
	readonly before: Told;
	/** How many times as fast as before, both measured against the same other program. */
	readonly factor: number;
	readonly verdict: "slower" | "faster" | "same" | "unknown";
}

interface Pair {
	readonly now: Told;
	readonly before: Told;
}

const nameOf = ({ part, what, against }: Told) =>
	JSON.stringify([part, what, against]);

export function compareOutcomes(before: Outcome, now: Outcome) {
	const old = new Map(before.ratios.map((ratio) => [nameOf(ratio), ratio]));
	const pairs: Pair[] = [];
	const unmatched: Told[] = [];
	for (const ratio of now.ratios) {
		const other = old.get(nameOf(ratio));
		old.delete(nameOf(ratio));
		if (other === undefined) unmatched.push(ratio);
		else pairs.push({ now: ratio, before: other });
	}
	return {
		changes: changesOf(pairs),
		unmatched: [...unmatched, ...old.values()],
	};
}

function changesOf(pairs: readonly Pair[]): readonly Change[] {
	const tests = pairs.map(({ now, before }) =>
		now.log === null || before.log === null
			? undefined
			: changeTest(before.log, now.log),
	);
	// What cannot be tested takes no part in the correction.
	const tested = tests.filter((test) => test !== undefined);
	const adjusted = holm(tested.map(({ p }) => p));
	const significant = new Set(tested.filter((_, i) => adjusted[i] < level));
	return pairs.map((pair, i): Change => {
		const test = tests[i];
		if (test === undefined) {
			const factor = pair.now.faster / pair.before.faster;
			return { ...pair, factor, verdict: "unknown" };
		}
		const verdict = test.factor < 1 ? "slower" : "faster";
		return {
			...pair,
			factor: test.factor,
			verdict: significant.has(test) ? verdict : "same",
		};
	});
}

/** How many times as fast, and the two-sided p-value of a change by less than the least factor. */
function changeTest(before: Arm, now: Arm) {
	const difference = welch(before, now);
	const least = Math.log(leastFactor);
	const p = 2 * Math.min(pBelow(difference, -least), pAbove(difference, least));
	return { factor: Math.exp(difference.value), p: Math.min(1, p) };
}

export function anySlower(changes: readonly Change[]): boolean {
	return changes.some(({ verdict }) => verdict === "slower");
}

/** Lines for people; the slowest first. */
export function changeLines(
	{ changes, unmatched }: ReturnType<typeof compareOutcomes>,
	before: Outcome,
	now: Outcome,
): string[] {
	const moved = changes
		.filter(({ verdict }) => verdict === "slower" || verdict === "faster")
		.toSorted((a, b) => a.factor - b.factor);
	const count = (verdict: Change["verdict"]) =>
		changes.filter((change) => change.verdict === verdict).length;
	const lines: string[] = [];
	if (JSON.stringify(before.machine) !== JSON.stringify(now.machine))
		lines.push(
			`the machines differ: ${describe(before)} before, ${describe(now)} now`,
		);
	if (moved.length > 0)
		lines.push(
			...table([
				["benchmark", "work", "against", "before", "now", "factor", ""],
				...moved.map((change) => [
					change.now.part,
					change.now.what,
					change.now.against,
					change.before.faster.toFixed(2),
					change.now.faster.toFixed(2),
					change.factor.toFixed(2),
					change.verdict,
				]),
			]),
		);
	if (count("unknown") > 0)
		lines.push(
			`${count("unknown")} measured in one round, which tells nothing`,
		);
	lines.push(
		`${count("slower")} slower, ${count("faster")} faster, ${count("same")} the same within the scatter of the rounds and ${((leastFactor - 1) * 100).toFixed(0)} %${unmatched.length > 0 ? `, ${unmatched.length} in one file alone` : ""}`,
	);
	return lines;
}

const describe = ({ machine: { cpu, threads, node } }: Outcome) =>
	`${cpu} with ${threads} threads and Node ${node}`;
