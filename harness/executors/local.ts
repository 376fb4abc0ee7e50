/**
 * Runs cells on this machine, one after another or some side by side. Trainings share the machine, and
 * drawing, which is timed, takes turns.
 */
import type { Executor, ExecutorHost } from "../executor.js";
import { answer } from "./answer.js";
import { runInProcess } from "./process.js";
import { Turn } from "./turn.js";

export const local: Executor = {
	name: "local",
	label: "processes on this machine",
	async run(cells, host) {
		const queue = [...cells];
		const { jobs = 1 } = host;
		// A record that cannot be saved ends everything.
		const broken = new AbortController();
		const own: ExecutorHost = {
			...host,
			kill: AbortSignal.any([host.kill, broken.signal]),
		};
		const turn = jobs > 1 ? new Turn() : undefined;
		const placed = turn === undefined ? own : { ...own, turn };
		const work = async (): Promise<void> => {
			for (;;) {
				if (host.interrupt.aborted || broken.signal.aborted) return;
				const cell = queue.shift();
				if (cell === undefined) return;
				await answer(cell, placed, runInProcess);
			}
		};
		const workers = Array.from({ length: jobs }, () =>
			work().catch((error: unknown) => {
				broken.abort();
				throw error;
			}),
		);
		const ended = await Promise.allSettled(workers);
		const failure = ended.find(({ status }) => status === "rejected");
		if (failure?.status === "rejected") throw failure.reason;
	},
};
