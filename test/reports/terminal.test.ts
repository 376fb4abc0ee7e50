import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import type { Comparison } from "../../core/comparison.js";
import { createRandom } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { acrossCells } from "../../metrics/across/across-cells.js";
import { terminalSummary } from "../../reports/terminal.js";
import { fourSamplers, hostileNames, syntheticRecords } from "./synthetic.js";

const escapeCharacter = "\u001b";

/** A comparison in which the first sampler disagrees with all others. */
function disagreeing(records: readonly BenchRecord[]): Comparison {
	const { targets } = acrossCells(records, createRandom("test"));
	return {
		schema: 1,
		targets: targets.map((target) => ({
			...target,
			pairs: target.pairs.map((pair) => ({
				...pair,
				verdict: pair.left === 0 ? "fail" : "pass",
			})),
		})),
	};
}

describe("terminal summary", () => {
	test("best row first, with the bar of its rate", () => {
		const text = terminalSummary(syntheticRecords(), {
			columns: 120,
			color: false,
		});
		expect(text).not.toContain(escapeCharacter);
		const rows = text.split("\n").filter((line) => /^ *≈?\d+ /.test(line));
		expect(rows).toHaveLength(7);
		const bars = rows.map((row) => (row.match(/[█▏▎▍▌▋▊▉]+$/) ?? [""])[0]);
		const lengths = bars.map((bar) => bar.length);
		expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
	});

	test("colours only on request", () => {
		const options = { columns: 100, color: true };
		expect(terminalSummary(syntheticRecords(), options)).toContain(
			escapeCharacter,
		);
	});

	test("a sampler that failed a check has no rank and comes last", () => {
		const text = terminalSummary(syntheticRecords({ failing: "hmc" }), {
			columns: 120,
			color: false,
		});
		const rows = text.split("\n").filter((line) => /^ *(≈?\d+|✗) /.test(line));
		expect(rows.at(-1)).toMatch(/^ *✗ {2}hmc/);
		expect(text).toMatch(/3 checks of 138 failed/);
	});

	for (const columns of [24, 40, 60, 80, 120, 200])
		test(`hostile names stay inside ${columns} columns`, () => {
			const samplers = hostileNames.map((label) => ({ name: "hmc", label }));
			const records = syntheticRecords({ samplers, seeds: [1] });
			const text = terminalSummary(records, {
				columns,
				color: false,
				comparison: disagreeing(records),
			});
			expect(text.replace(/\s+/g, "")).toContain("neitherisranked");
			expect(text).not.toContain(escapeCharacter);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
			expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
			const widest = Math.max(...text.split("\n").map((l) => stringWidth(l)));
			expect(widest).toBeLessThanOrEqual(columns);
		});

	test("a name too long for its column goes on below, whole", () => {
		const label = "a sampler whose name says a great deal about it";
		const text = terminalSummary(
			syntheticRecords({ samplers: [{ name: "hmc", label }], seeds: [1] }),
			{ columns: 72, color: false },
		);
		const at = text.split("\n").findIndex((line) => /^ +a sampler/.test(line));
		const [first, second] = text.split("\n").slice(at, at + 2);
		expect(first).not.toContain("…");
		const words = `${first.slice(3).split("  ")[0]} ${second.trim()}`;
		expect(words.trim()).toBe(label);
	});

	test("a tie is explained where there is one", () => {
		const options = { columns: 120, color: false };
		const tied = syntheticRecords({ seeds: [1] });
		const apart = tied.filter(({ sampler }) => sampler.name === "hmc");
		const line = /^≈: not separated/m;
		expect(terminalSummary(tied, options)).toMatch(/^ *≈\d/m);
		expect(terminalSummary(tied, options)).toMatch(line);
		expect(terminalSummary(apart, options)).not.toMatch(line);
	});

	test("a flow alone is named itself, not one of its two rows", () => {
		const samplers = fourSamplers.slice(0, 2);
		const [, flow] = syntheticRecords({ samplers, seeds: [1] });
		expect(Object.keys(flow.estimators ?? {})).toHaveLength(2);
		expect(terminalSummary([flow], { columns: 120, color: false })).toMatch(
			/^realnvp is alone on/,
		);
	});

	test("where every cell was skipped, nothing is said about a ranking", () => {
		const skipped = syntheticRecords({ seeds: [1] }).map(
			({ estimators, efficiency, checks, history, ...rest }) => ({
				...rest,
				status: "skipped" as const,
				reason: "lambda 12 is outside of the range",
			}),
		);
		const text = terminalSummary(skipped, { columns: 120, color: false });
		expect(text).toContain("Nothing was measured: 4 cells were skipped.");
		expect(text).not.toContain("ranking");
	});

	test("no records", () => {
		expect(terminalSummary([], { columns: 80, color: false })).toBe(
			"There are no records.\n",
		);
	});
});
