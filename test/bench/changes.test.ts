/** What is called slower between two results of benchmarks. */
import { expect, test } from "vitest";
import {
	anySlower,
	changeLines,
	compareOutcomes,
} from "../../bench/changes.js";
import { emptyOutcome, type Outcome } from "../../bench/outcome.js";
import { ratioOf } from "../../bench/ratio.js";
import { createRandom, fillNormal, type Random } from "../../core/random.js";

function outcome(rows: Readonly<Record<string, readonly number[]>>): Outcome {
	return {
		...emptyOutcome(),
		ratios: Object.entries(rows).map(([what, faster]) => ({
			part: "kernel",
			...ratioOf(what, "g++", faster),
		})),
	};
}

test("slower is what lies below the scatter of before, and by more than 3 %", () => {
	const before = outcome({
		kick: [1, 1.02, 1.04],
		drift: [2, 2.1, 2.2],
		noisy: [1, 2, 3],
		hardly: [1, 1.0001, 1.0002],
		once: [1],
		gone: [1, 1, 1],
	});
	const now = outcome({
		kick: [0.7, 0.71, 0.72],
		drift: [3, 3.1, 3.2],
		noisy: [0.9, 1.5, 3],
		hardly: [0.98, 0.9801, 0.9802],
		once: [0.5],
		fresh: [1, 1, 1],
	});
	const compared = compareOutcomes(before, now);
	expect(compared.changes.map(({ verdict }) => verdict)).toEqual([
		"slower",
		"faster",
		"same",
		"same",
		"unknown",
	]);
	expect(compared.changes[0].factor).toBeCloseTo(0.71 / 1.02, 3);
	expect(compared.unmatched.map(({ what }) => what)).toEqual(["fresh", "gone"]);
	const lines = changeLines(compared, before, now);
	expect(lines[1]).toMatch(/kick .* 0\.70 +slower$/);
	expect(lines.at(-1)).toBe(
		"1 slower, 1 faster, 2 the same within the scatter of the rounds and 3 %, 2 in one file alone",
	);
});

/** Dozens of rows as the benchmarks have them: few rounds, and a scatter that differs from row to row. */
const kinds = [3, 5, 9].flatMap((rounds) =>
	[0.005, 0.02, 0.05, 0.15].map((scatter) => ({ rounds, scatter })),
);
const copies = 4;

/** @param factors by which each row differs from 1 */
function measured(stream: Random, factors: readonly number[]): Outcome {
	const rows: Record<string, readonly number[]> = {};
	factors.forEach((factor, i) => {
		const { rounds, scatter } = kinds[i % kinds.length];
		const noise = fillNormal(stream.fork(`row ${i}`), new Float64Array(rounds));
		rows[`row ${i}`] = Array.from(noise, (z) => factor * Math.exp(scatter * z));
	});
	return outcome(rows);
}

const equal = Array<number>(copies * kinds.length).fill(1);

test("equal versions rarely alarm, whatever the number of rounds", () => {
	const runs = 400;
	let alarms = 0;
	for (let run = 0; run < runs; run++) {
		const stream = createRandom(`equal versions ${run}`);
		const [before, now] = [0, 1].map((k) =>
			measured(stream.fork(`${k}`), equal),
		);
		if (anySlower(compareOutcomes(before, now).changes)) alarms++;
	}
	// 5 % and three standard errors of 400 runs.
	expect(alarms / runs).toBeLessThan(0.083);
});

test("a row that became 20 % slower is found among dozens", () => {
	const runs = 100;
	const target = kinds.findIndex(
		({ rounds, scatter }) => rounds === 5 && scatter === 0.02,
	);
	const factors = equal.with(target, 1 / 1.2);
	let found = 0;
	for (let run = 0; run < runs; run++) {
		const stream = createRandom(`slower ${run}`);
		const before = measured(stream.fork("before"), equal);
		const now = measured(stream.fork("now"), factors);
		const { changes } = compareOutcomes(before, now);
		if (changes[target].verdict === "slower") found++;
	}
	expect(found / runs).toBeGreaterThan(0.9);
});
