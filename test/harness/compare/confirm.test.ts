import { describe, expect, test } from "vitest";
import { compareRuns } from "../../../harness/compare/compare.js";
import { confirm } from "../../../harness/compare/confirm.js";
import type { Comparison } from "../../../harness/compare/finding.js";
import type { RunSuite } from "../../../harness/compare/run-again.js";
import { recordOf, runsOf, type Sampler } from "./support.js";

const before: Sampler = { a: 0.5, draws: 20_000, observables: 1 };

/** Stands for two checkouts: the command's first word says which one. */
function checkouts(after: Sampler, log: string[]): RunSuite {
	return async ({ command, seed, draws }) => {
		log.push(command[0]);
		const sampler = command[0] === "base" ? before : after;
		return [recordOf({ ...sampler, draws, session: `session ${seed}` }, seed)];
	};
}

async function decide(
	after: Sampler,
	seeds: readonly [number, number],
	baseCommand?: readonly string[],
): Promise<{ log: string[]; first: Comparison; last: Comparison }> {
	const base = { ...runsOf("base", before, [seeds[0]]), suite: "suite.yaml" };
	const fresh = runsOf("new", after, [seeds[1]]);
	const log: string[] = [];
	const first = compareRuns(base, fresh);
	const last = await confirm(base, fresh, first, {
		newCommand: ["new"],
		...(baseCommand === undefined ? {} : { baseCommand }),
		budget: 20,
		progress: () => {},
		runSuite: checkouts(after, log),
	});
	return { log, first, last };
}

describe("fresh runs decide", () => {
	test("equal versions that were too short are cleared, in an interleaved order", async () => {
		const { log, first, last } = await decide(
			{ ...before, draws: 2000 },
			[1, 2],
			["base"],
		);
		expect(first.exitStatus).toBe(3);
		expect(last.confirmation?.outcome).toBe("cleared");
		expect(last.exitStatus).toBe(0);
		expect(log.slice(0, 8)).toEqual([
			"base",
			"new",
			"new",
			"base",
			"base",
			"new",
			"new",
			"base",
		]);
	});
	test("a bias of four standard errors is confirmed", async () => {
		const sigma = Math.sqrt((2 * 2 * 1.5) / before.draws);
		const { last } = await decide(
			{ ...before, bias: 4 * sigma },
			[1, 2],
			["base"],
		);
		expect(last.confirmation?.outcome).toBe("confirmed");
		expect(last.exitStatus).toBe(1);
		expect(last.reasons.join()).toMatch(/fresh runs: ⟨o0⟩ was/);
		expect(last.falsePositiveRate.correctness).toBeCloseTo(2e-6, 12);
	});
	test("where only the new version can be run, the rate says so", async () => {
		const { last, log } = await decide({ ...before, bias: 0.2 }, [1, 2]);
		expect(new Set(log)).toEqual(new Set(["new"]));
		expect(last.exitStatus).toBe(1);
		expect(last.confirmation?.baseRedrawn).toBe(false);
		expect(last.falsePositiveRate.correctness).toBe(1e-3);
	});
	test("nothing open, nothing run; no suite, no confirmation", async () => {
		const run = runsOf("base", before, [1]);
		const first = compareRuns(run, run);
		const options = {
			newCommand: ["new"],
			budget: 1,
			progress: () => {},
		};
		expect(await confirm(run, run, first, options)).toBe(first);
		const fresh = runsOf("new", { ...before, bias: 1 }, [2]);
		await expect(
			confirm(run, fresh, compareRuns(run, fresh), options),
		).rejects.toThrow(/no suite\.yaml/);
	});
});
