/** What anybody can read of a run from its folder alone. */
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { planText, readPlan } from "../../harness/follow/plan-file.js";
import { missingCells, snapshotOf } from "../../harness/follow/snapshot.js";
import { timeLeft } from "../../harness/follow/time-left.js";
import { track } from "../../harness/follow/tracker.js";
import {
	readTrail,
	type Trail,
	writeTrail,
} from "../../harness/follow/trail.js";
import { planCells, questionOf } from "../../harness/plan.js";
import { loadSuite } from "../../suites/load.js";
import { gaussianSuite, scratch } from "../support/command.js";

const { suite } = await loadSuite(
	gaussianSuite(scratch(), {}, { seeds: [1, 2, 3, 4, 5] }),
);
const cells = planCells(suite);
const everybody = new Set(cells.map(({ key }) => key));

/** A run's folder with a plan, and the folders of its cells. */
function planned(): { folder: string; cell: (i: number) => string } {
	const folder = scratch();
	writeFileSync(
		join(folder, "plan.json"),
		planText("a run", cells, everybody, undefined),
	);
	for (const { key } of cells)
		mkdirSync(join(folder, "cells", key), { recursive: true });
	return { folder, cell: (i) => join(folder, "cells", cells[i].key) };
}

const leaveRecord = (folder: string, record: BenchRecord) =>
	writeFileSync(join(folder, "record.json"), JSON.stringify(record));

const ago = (seconds: number) =>
	new Date(Date.now() - 1000 * seconds).toISOString();

const running = (more: Partial<Trail> = {}): Trail => ({
	schema: 1,
	state: "running",
	host: "elsewhere",
	pid: 1,
	started: ago(100),
	updated: ago(1),
	points: [
		{ at: 99, stage: "prepare", phase: "train", fraction: 0.5, values: {} },
	],
	...more,
});

test("every cell has the state that its files tell", () => {
	const { folder, cell } = planned();
	leaveRecord(cell(0), { ...questionOf(cells[0]), status: "completed" });
	writeTrail(cell(1), running());
	writeTrail(cell(2), running({ updated: ago(1000) }));
	writeTrail(cell(3), { ...running(), state: "queued", task: "7_3" });
	const { cells: views } = snapshotOf(folder);
	expect(views.map(({ state }) => state)).toEqual([
		"completed",
		"running",
		"silent",
		"queued",
		"waiting",
	]);
	expect(missingCells(snapshotOf(folder))).toHaveLength(4);
});

test("a process of this machine that has ended is not waited for", () => {
	const { folder, cell } = planned();
	writeTrail(cell(0), running({ host: hostname(), pid: 2 ** 22 + 1 }));
	const [view] = snapshotOf(folder).cells;
	expect(view.state).toBe("silent");
	expect(view.reason).toContain("its process has ended");
});

test("a record that failed gives way to the next attempt, one that completed does not", () => {
	const { folder, cell } = planned();
	for (const [i, status] of (["failed", "completed"] as const).entries()) {
		leaveRecord(cell(i), {
			...questionOf(cells[i]),
			status,
			reason: "a test",
		});
		writeTrail(cell(i), running());
	}
	const [failed, completed] = snapshotOf(folder).cells;
	expect(failed.state).toBe("running");
	expect(completed.state).toBe("completed");
});

describe("the time left", () => {
	test("is work left over cells that run side by side", () => {
		const { folder, cell } = planned();
		// 35 % of the work in 100 s: 1300/7 s are left of each of two, and two others take as long as they.
		for (const i of [0, 1]) writeTrail(cell(i), running());
		for (const i of [3, 4])
			leaveRecord(cell(i), {
				...questionOf(cells[i]),
				status: "skipped",
				reason: "a test",
			});
		const whole = 100 / 0.35;
		const expected = (2 * (whole - 100) + whole) / 2;
		const found = timeLeft(snapshotOf(folder)) ?? 0;
		expect(Math.abs(found / expected - 1)).toBeLessThan(0.02);
	});

	test("is unknown where nothing runs, or nothing has been done", () => {
		const { folder, cell } = planned();
		expect(timeLeft(snapshotOf(folder))).toBeUndefined();
		writeTrail(cell(0), running({ points: [] }));
		expect(timeLeft(snapshotOf(folder))).toBeUndefined();
	});
});

test("a trail keeps its first and last point and a bounded number in between", () => {
	const { cell } = planned();
	const tracker = track(cell(0));
	for (let i = 0; i <= 5000; i++)
		tracker.add({
			stage: "prepare",
			phase: "train",
			fraction: i / 5000,
			values: { loss: 5000 - i, ess: Number.NaN },
		});
	tracker.end("completed");
	const trail = readTrail(cell(0));
	const losses = trail?.points.map(({ values }) => values.loss) ?? [];
	expect(trail?.status).toBe("completed");
	expect(losses[0]).toBe(5000);
	expect(losses.at(-1)).toBe(0);
	expect(losses.length).toBeLessThanOrEqual(241);
	expect(trail?.points[0].values).not.toHaveProperty("ess");
});

test("a plan keeps the cells of earlier runs of the suite, and no others", () => {
	const { folder } = planned();
	const before = readPlan(folder);
	const some = cells.slice(2);
	const text = planText("a run", some, new Set([some[0].key]), before);
	const keys = JSON.parse(text).cells.map((c: { key: string }) => c.key);
	expect(keys).toEqual(some.map(({ key }) => key));
});
