/** Cells side by side on one machine. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { runInProcess } from "../../harness/executors/process.js";
import { TimeLimit } from "../../harness/executors/time-limit.js";
import { Turn } from "../../harness/executors/turn.js";
import { readTrail } from "../../harness/follow/trail.js";
import { planCells } from "../../harness/plan.js";
import { loadSuite } from "../../suites/load.js";
import {
	gaussianSuite,
	recordsOf,
	run,
	runApart,
	scratch,
} from "../support/command.js";

test("a turn belongs to one at a time, in the order in which it was asked for", async () => {
	const turn = new Turn();
	const order: number[] = [];
	let inside = 0;
	await Promise.all(
		[0, 1, 2, 3].map(async (i) => {
			const done = await turn.take();
			expect(++inside).toBe(1);
			order.push(i);
			await sleep(1);
			inside--;
			done();
			// Giving it back twice takes it from nobody.
			done();
		}),
	);
	expect(order).toEqual([0, 1, 2, 3]);
});

test("a limit of time stands still while its cell waits", async () => {
	let over = false;
	const limit = new TimeLimit(0.05, () => {
		over = true;
	});
	limit.pause();
	limit.pause();
	await sleep(120);
	expect(over).toBe(false);
	limit.go();
	limit.go();
	await expect.poll(() => over).toBe(true);
});

test("a cell that was about to start when its run was killed does not go on alone", async () => {
	const folder = scratch();
	const path = gaussianSuite(folder, { failure: "spin", during: "prepare" });
	const [cell] = planCells((await loadSuite(path)).suite);
	const { status, reason } = await runInProcess(cell, {
		settings: {
			backend: "wasm",
			threads: 1,
			facts: { command: [], versions: {} } as never,
		},
		interrupt: new AbortController().signal,
		kill: AbortSignal.abort(),
		cellFolder: () => scratch(),
		targetSource: () => undefined,
		progress: () => {},
	});
	expect(status).toBe("interrupted");
	expect(reason).toBe("killed by the user");
});

test("cells side by side give the numbers of cells one after another, and draw in turns", async () => {
	const folder = scratch();
	// Eight blocks of draws at least, and 40 ms for each.
	const suite = gaussianSuite(
		folder,
		{ pause: 40 },
		{ seeds: [1, 2, 3], draws: 4000 },
	);
	const out = (jobs: number) => join(folder, `jobs-${jobs}`);
	// One after another they need no processes of their own (test/cli/inline.test.ts).
	const alone = await run(["run", suite, "--out", out(1)]);
	expect(alone.status).toBe(0);
	const together = ["run", suite, "--out", out(3), "--jobs", "3"];
	expect((await runApart(together)).status).toBe(0);
	const numbers = (jobs: number) =>
		recordsOf(out(jobs))
			.map(({ seed, estimators, checks }) => ({ seed, estimators, checks }))
			.sort((a, b) => a.seed - b.seed);
	expect(numbers(3)).toEqual(numbers(1));
	const drawn = recordsOf(out(3)).map(({ key }) => {
		const trail = readTrail(join(out(3), "cells", key));
		const times = (trail?.points ?? [])
			.filter(({ stage }) => stage === "draw")
			.map(({ at }) => Date.parse(trail?.started ?? "") + 1000 * at);
		return { first: Math.min(...times), last: Math.max(...times) };
	});
	drawn.sort((a, b) => a.first - b.first);
	for (const [i, { first }] of drawn.slice(1).entries())
		expect(first).toBeGreaterThanOrEqual(drawn[i].last);
});
