import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { CellEnding, MachineError } from "../../core/errors.js";
import { causeOf } from "../../core/file-errors.js";
import type { BenchRecord } from "../../core/record.js";
import { failureOf, failureOfProcess } from "../../harness/cell/failure.js";
import { memoryAskedFor } from "../../harness/executors/slurm/memory.js";
import type { Cell } from "../../harness/plan.js";
import { reasonNotToRetry } from "../../harness/retry.js";
import { machinesSchema } from "../../suites/machines.js";

const program = { versions: { latticebench: "1.0.0" }, commit: "a" };

/** Whether a cell with such a record is tried again. */
function isTriedAgain(
	record: Pick<BenchRecord, "status" | "failure">,
	{ now = program, memory = 1e9 }: { now?: object; memory?: number } = {},
): boolean {
	const whole = { ...record, environment: program } as unknown as BenchRecord;
	const attempt = { program: { ...program, ...now }, memory };
	return reasonNotToRetry(whole, attempt) === undefined;
}

describe("a run that goes on tries again, by class of failure:", () => {
	test.each([
		["a lost machine, or the user", { status: "interrupted" }],
		["no time left", { status: "timeout", failure: { kind: "time" } }],
		["a full disk", { status: "failed", failure: { kind: "machine" } }],
		["a crash", { status: "failed", failure: { kind: "crash" } }],
		["a record of an earlier version", { status: "failed" }],
	] as const)("%s: yes", (_, record) => {
		expect(isTriedAgain(record)).toBe(true);
	});

	test("out of memory: only with more", () => {
		const record = {
			status: "failed",
			failure: { kind: "memory", limit: 1e9 },
		} as const;
		expect(isTriedAgain(record, { memory: 1e9 })).toBe(false);
		expect(isTriedAgain(record, { memory: 5e8 })).toBe(false);
		expect(isTriedAgain(record, { memory: 2e9 })).toBe(true);
	});

	test("diverged: only by another program", () => {
		const record = {
			status: "failed",
			failure: { kind: "error" },
		} as const;
		expect(isTriedAgain(record)).toBe(false);
		expect(isTriedAgain(record, { now: { commit: "b" } })).toBe(true);
		expect(isTriedAgain(record, { now: { dirty: true } })).toBe(true);
		const versions = { latticebench: "1.0.1" };
		expect(isTriedAgain(record, { now: { versions } })).toBe(true);
	});
});

describe("the class of a failure", () => {
	test("of what a cell threw", () => {
		const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
		expect(failureOf(full)).toEqual({ kind: "machine" });
		// As Node tells of a quota.
		const quota = Object.assign(new Error("Unknown system error -122"), {
			code: "Unknown system error -122",
			errno: -constants.errno.EDQUOT,
		});
		expect(failureOf(quota)).toEqual({ kind: "machine" });
		expect(causeOf(quota)).toBe("the disk quota is used up");
		expect(failureOf(new MachineError("lost"))).toEqual({ kind: "machine" });
		expect(failureOf(new RangeError("Array buffer allocation failed"))).toEqual(
			{ kind: "memory" },
		);
		expect(failureOf(new Error("the loss is NaN"))).toEqual({ kind: "error" });
		expect(
			failureOf(new CellEnding("failed", "draw: internal: no idea")),
		).toBeUndefined();
	});

	test("of a process that said nothing, or that its heap was full", () => {
		expect(failureOfProcess("")).toEqual({ kind: "crash" });
		expect(
			failureOfProcess(
				"FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
			),
		).toEqual({ kind: "memory" });
	});
});

test.each([
	[{ mem: "4G" }, 0.95 * 4 * 2 ** 30],
	[{ mem: 2000 }, 0.95 * 2000 * 2 ** 20],
	[{ mem: "0" }, undefined],
	[{}, undefined],
] as const)("a job with %j gives its cell %s bytes", (sbatch, bytes) => {
	const cell = {
		target: { label: "E" },
		sampler: { label: "hmc" },
		seed: 1,
		limits: {},
	} as unknown as Cell;
	expect(memoryAskedFor(machinesSchema.parse({ sbatch }), cell)).toBe(bytes);
});
