/** What runs in every thread of a pool: the module that does the work, and an account of shared memory. */
import { workerData } from "node:worker_threads";
import { countShared, sharedBytesOf } from "./garbage.js";

/** Whole collections are seldom needed: a job is gone when the next one comes. */
const young = 7;

const module = (await import(
	(workerData as { readonly module: string }).module
)) as {
	work(job: unknown): unknown;
};

export function work(job: unknown): unknown {
	countShared(sharedBytesOf(job), young);
	return module.work(job);
}
