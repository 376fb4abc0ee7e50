/** Programs of others that misbehave: each ends in one clear status, and nothing of it is left. */
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { residentBytes } from "../../../core/process-table.js";
import { runsElsewhere } from "../../../samplers/external/child/elsewhere.js";
import { ChildLog } from "../../../samplers/external/child/log.js";
import { external } from "../../../samplers/external/external.js";
import { attempt } from "../../support/cell.js";
import { outsideCell, runOutside } from "../../support/outside.js";

interface Case {
	readonly mode: string;
	readonly status: "completed" | "failed" | "skipped" | "timeout";
	/** Part of the reason, or of the remarks of a completed cell. */
	readonly says: string;
	readonly limits?: Readonly<Record<string, number>>;
	readonly budget?: number;
}

const cases: readonly Case[] = [
	{ mode: "decline", status: "skipped", says: "only polynomials of one" },
	{ mode: "version", status: "failed", says: "speaks protocol 7; expected 1" },
	{
		mode: "print",
		status: "failed",
		says: 'printed "epoch 1 loss 0.3" on standard output',
	},
	{ mode: "nan", status: "failed", says: 'NaN as "loss": JSON has no such' },
	{
		mode: "wrong answer",
		status: "failed",
		says: "its answer to prepare is wrong: facts.a",
	},
	{
		mode: "diverged",
		status: "failed",
		says: "prepare: diverged: the loss is not finite at step 3",
	},
	{
		mode: "hang",
		status: "failed",
		says: "stalled: no message and no processor time for 1 s during prepare",
		limits: { stall: 1 },
	},
	{
		mode: "unfinished",
		status: "failed",
		says: "a line has begun and not ended",
		limits: { stall: 1 },
	},
	{
		mode: "stubborn",
		status: "timeout",
		says: "after it was told to stop",
		limits: { grace: 0.3 },
		budget: 0.3,
	},
	{
		mode: "exit",
		status: "failed",
		says: "ended with status 0 before it answered prepare",
	},
	{
		mode: "crash",
		status: "failed",
		says: "was ended by SIGSEGV before it answered prepare",
	},
	{
		mode: "memory",
		status: "failed",
		says: "out of memory: the sampler used",
		limits: { memory: 2e8 },
	},
	{
		mode: "half",
		status: "failed",
		says: "check: its S is not the one that was asked for: the term in (φ_{x+μ} − φ_x)² is 1/2 times as large",
	},
	{
		mode: "shape",
		status: "failed",
		says: "draw: its fields have the shape [250, 4]; expected [draw, 2, 2]",
	},
	{
		mode: "axes",
		status: "failed",
		says: "draw: its axes are [sample, x, y]; expected draw and then 2",
	},
	{
		mode: "big-endian",
		status: "failed",
		says: "fields.npy: big-endian elements ('>f8'), expected little-endian",
	},
	{
		mode: "fortran",
		status: "failed",
		says: "fields.npy: Fortran order, expected C order",
	},
	{ mode: "float 16", status: "failed", says: "elements of type '<f2'" },
	{
		mode: "infinite",
		status: "failed",
		says: "diverged: fields.npy holds NaN at position 0",
	},
	{
		mode: "no weights",
		status: "failed",
		says: "neither logq nor logw",
	},
	{
		mode: "late work",
		status: "completed",
		says: "late work:",
	},
	{
		mode: "no done",
		status: "completed",
		says: "does not send done",
	},
	{ mode: "log", status: "completed", says: "" },
	{ mode: "banner", status: "completed", says: "" },
];

const nobody = { includes: () => false };

describe.concurrent("an outsider that misbehaves", () => {
	for (const { mode, status, says, limits, budget } of cases)
		test(mode, async () => {
			const { record } = await runOutside({
				mode,
				draws: mode === "late work" ? 80 : 2000,
				...(limits === undefined ? {} : { limits }),
				...(budget === undefined ? {} : { budget }),
			});
			expect([mode, record.status, record.reason ?? ""]).toEqual([
				mode,
				status,
				status === "completed" ? "" : expect.stringContaining(says),
			]);
			if (status === "completed" && says !== "")
				expect(record.remarks?.join("\n")).toContain(says);
		});
});

test("a program that is not there is named", async () => {
	const cell = outsideCell();
	const options = { ...cell.sampler.options, command: ["./no-such-program"] };
	const { record } = await attempt(
		{ ...cell, sampler: { ...cell.sampler, options } },
		{ definition: external },
	);
	expect(record.status).toBe("failed");
	expect(record.reason).toMatch(/there is no program .*no-such-program$/);
});

test("a first draw that trains is booked to compile and told", async () => {
	const { record } = await runOutside({ mode: "late compile", draws: 80 });
	expect(record.status).toBe("completed");
	expect(record.facts?.lateCompile).toBeGreaterThan(0.25);
	expect(record.cost?.compile?.seconds).toBeGreaterThan(0.25);
});

test("warming up before the first draw is compiling, and is booked once", async () => {
	const { record } = await runOutside({ mode: "warm-up", draws: 80 });
	expect(record.status).toBe("completed");
	expect(record.facts?.lateCompile).toBeUndefined();
	expect(record.cost?.compile?.seconds).toBeGreaterThan(0.25);
});

test("processor time that cannot be read is not told", async () => {
	const here = await runOutside({ mode: "here", draws: 80 });
	expect(here.record.outside).not.toHaveProperty("elsewhere");
	expect(here.record.cost?.draw).toHaveProperty("coreSeconds");
	const { record } = await runOutside({ mode: "elsewhere", draws: 80 });
	expect(record.status).toBe("completed");
	expect(record.outside?.elsewhere).toBe(true);
	expect(record.cost?.draw?.seconds).toBeGreaterThan(0);
	expect(record.cost?.draw).not.toHaveProperty("coreSeconds");
	expect(Object.values(record.efficiency ?? {})).not.toContainEqual(
		expect.objectContaining({ essPerCoreSecond: expect.anything() }),
	);
	expect(runsElsewhere(["/usr/bin/ssh", "node7"], undefined, nobody)).toBe(
		true,
	);
	expect(runsElsewhere(["python3"], undefined, nobody)).toBe(false);
});
test("stop ends a preparation early, and its answer counts", async () => {
	const { record } = await runOutside({ mode: "patient", budget: 0.3 });
	expect(record.status).toBe("completed");
	expect(record.facts?.stopped).toBe("yes");
});

test("ten megabytes of log are cut, and their end is kept", () => {
	let written = 0;
	const log = new ChildLog((text) => {
		written += text.length;
	});
	for (let i = 0; i < 10_000; i++) log.add(`${"x".repeat(1000)}\n`);
	log.add("\r10%|#\r20%|##");
	expect(written).toBeLessThan(1.1 * 2 ** 20);
	expect(log.tail.split("\n")).toHaveLength(20);
	expect(log.tail.endsWith("\n20%|##")).toBe(true);
});

test("nothing is left: no grandchild that ignores SIGTERM, no folder of arrays", async () => {
	const folder = mkdtempSync(join(tmpdir(), "latticebench-test-"));
	const { record } = await runOutside({
		mode: "family",
		scratch: folder,
		limits: { stall: 1, grace: 0.2 },
	});
	const id = Number(/grandchild (\d+)/.exec(record.reason ?? "")?.[1]);
	expect(id).toBeGreaterThan(1);
	// It may remain in the table of processes until somebody waits for it.
	expect(residentBytes(id)).toBe(0);
	expect(readdirSync(folder)).toEqual([]);
});
