/** Two results of benchmarks, and what is called slower. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
	changeLines,
	compareOutcomes,
	type Outcome,
	readOutcome,
	thisMachine,
} from "../../bench/outcome.js";
import { ratioOf } from "../../bench/ratio.js";

const folder = mkdtempSync(join(tmpdir(), "latticebench-outcome-"));
afterAll(() => rmSync(folder, { recursive: true }));

function outcome(rows: Readonly<Record<string, readonly number[]>>): Outcome {
	return {
		machine: thisMachine(),
		ratios: Object.entries(rows).map(([what, faster]) => ({
			part: "kernel",
			...ratioOf(what, "g++", faster),
		})),
		results: {},
	};
}

test("a ratio is the median of its rounds, with quartiles", () => {
	expect(ratioOf("a", "b", [3, 1, 2, 5, 4], [8, 6, 7])).toEqual({
		what: "a",
		against: "b",
		faster: 3,
		low: 2,
		high: 4,
		cores: 7,
		rounds: 5,
	});
});

test("slower is what lies below the scatter of before", () => {
	const before = outcome({
		kick: [1, 1.02, 1.04],
		drift: [2, 2.1, 2.2],
		noisy: [1, 2, 3],
		once: [1],
		gone: [1, 1, 1],
	});
	const now = outcome({
		kick: [0.8, 0.81, 0.82],
		drift: [3, 3.1, 3.2],
		noisy: [0.9, 1.5, 3],
		once: [0.5],
		fresh: [1, 1, 1],
	});
	const compared = compareOutcomes(before, now);
	expect(compared.changes.map(({ verdict }) => verdict)).toEqual([
		"slower",
		"faster",
		"same",
		"unknown",
	]);
	expect(compared.changes[0].factor).toBeCloseTo(0.81 / 1.02);
	expect(compared.unmatched.map(({ what }) => what)).toEqual(["fresh", "gone"]);
	const lines = changeLines(compared, before, now);
	expect(lines[1]).toMatch(/kick .* 0\.79 +slower$/);
	expect(lines.at(-1)).toBe(
		"1 slower, 1 faster, 1 the same within the scatter of the rounds, 2 in one file alone",
	);
});

test("a file of another kind is refused with its name", () => {
	const file = join(folder, "other.json");
	writeFileSync(file, '{"ratios": 3}');
	expect(() => readOutcome(file)).toThrow(/other\.json is no result of npm/);
	writeFileSync(file, JSON.stringify(outcome({ kick: [1, 2, 3] })));
	expect(readOutcome(file).ratios).toHaveLength(1);
});
