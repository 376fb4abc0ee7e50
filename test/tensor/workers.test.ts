import { setTimeout } from "node:timers/promises";
import { threadId } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import {
	createPool,
	sharedFloat64,
	sharedInt32,
	type WorkerPool,
} from "../../tensor/workers.js";
import type { Job } from "./support/test-worker.js";

const pools: WorkerPool<Job>[] = [];

function open(threads: number, module = "./support/test-worker.js") {
	const pool = createPool<Job>(new URL(module, import.meta.url), threads);
	pools.push(pool);
	return pool;
}

afterEach(async () => {
	await Promise.all(pools.splice(0).map((pool) => pool.destroy()));
});

describe("worker pool", () => {
	test("one thread is another thread", async () => {
		const pool = open(1);
		const threads = await pool.map<number>([
			{ kind: "thread" },
			{ kind: "thread" },
		]);
		expect(threads[0]).toBe(threads[1]);
		expect(threads[0]).not.toBe(threadId);
	});

	test("results come in the order of the jobs", async () => {
		const jobs = Array.from({ length: 50 }, (_, value) => ({
			kind: "echo" as const,
			value,
		}));
		expect(await open(3).map(jobs)).toEqual(jobs.map((job) => job.value));
	});

	test("shared arrays are written in place", async () => {
		const to = sharedFloat64(1000);
		const pool = open(2);
		for (let round = 1; round <= 3; round++) {
			await pool.map([
				{ kind: "add", to: to.subarray(0, 500), by: 1 },
				{ kind: "add", to: to.subarray(500), by: 2 },
			]);
		}
		expect(to.subarray(0, 500).every((value) => value === 3)).toBe(true);
		expect(to.subarray(500).every((value) => value === 6)).toBe(true);
	});

	test("each thread has a tensor backend of its own, and all compute the same", async () => {
		const x = [-2, -0.5, 0, 0.25, 3];
		const jobs = Array.from({ length: 6 }, () => ({
			kind: "gradient" as const,
			x,
		}));
		const results = await open(2).map<number[]>(jobs);
		for (const result of results) expect(result).toEqual(results[0]);
		results[0].forEach((slope, i) => {
			expect(slope).toBeCloseTo(1 - Math.tanh(x[i]) ** 2, 6);
		});
	});

	test("an error in a job rejects with its message, and the pool lives on", async () => {
		const pool = open(1);
		await expect(
			pool.run({ kind: "throw", message: "seven is too many" }),
		).rejects.toThrow("seven is too many");
		await expect(
			pool.map([
				{ kind: "echo", value: 1 },
				{ kind: "throw", message: "second job" },
			]),
		).rejects.toThrow("second job");
		expect(await pool.run({ kind: "echo", value: 5 })).toBe(5);
	});

	test("a thread that dies rejects its job, and another takes over", async () => {
		const pool = open(1);
		await expect(pool.run({ kind: "exit" })).rejects.toThrow();
		expect(await pool.run({ kind: "echo", value: 6 })).toBe(6);
	});

	test("a module that cannot be loaded rejects", async () => {
		await expect(
			open(2, "./support/broken-worker.js").run({ kind: "thread" }),
		).rejects.toThrow("this module is broken");
		await expect(
			open(1, "./support/no-such-worker.js").run({ kind: "thread" }),
		).rejects.toThrow("no-such-worker");
	});

	test("an abort ends a running job with the signal's reason", async () => {
		const pool = open(1);
		const started = sharedInt32(1);
		const controller = new AbortController();
		const hanging = pool.run({ kind: "hang", started }, controller.signal);
		const outcome = expect(hanging).rejects.toThrow("enough");
		while (Atomics.load(started, 0) === 0) await setTimeout(1);
		controller.abort(new Error("enough"));
		await outcome;
		await expect(
			pool.run({ kind: "echo", value: 1 }, controller.signal),
		).rejects.toThrow("enough");
		expect(await pool.run({ kind: "echo", value: 7 })).toBe(7);
	});

	test("destroying a pool rejects what is not done", async () => {
		const pool = open(1);
		const started = sharedInt32(1);
		const outcome = expect(
			pool.run({ kind: "hang", started }),
		).rejects.toThrow();
		while (Atomics.load(started, 0) === 0) await setTimeout(1);
		await pool.destroy();
		await outcome;
	});

	test("no pool without threads", () => {
		expect(() => open(0)).toThrow(RangeError);
		expect(() => open(1.5)).toThrow(RangeError);
	});
});
