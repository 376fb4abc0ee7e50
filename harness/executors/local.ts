/**
 * Runs cells on this machine, one after another or some side by side. Trainings share the machine, and
 * drawing, which is timed, takes turns.
 */
import { discardUnlessNeeded } from "../cell/target-source.js";
import type { Executor, ExecutorHost } from "../executor.js";
import type { Cell } from "../plan.js";
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
		const work = async (): Promise<void> => {
			for (;;) {
				if (host.interrupt.aborted || broken.signal.aborted) return;
				const cell = queue.shift();
				if (cell === undefined) return;
				await runOne(cell, own, turn);
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

async function runOne(
	cell: Cell,
	host: ExecutorHost,
	turn: Turn | undefined,
): Promise<void> {
	host.started(cell);
	const record = await runInProcess(
		cell,
		turn === undefined ? host : { ...host, turn },
	);
	const standing = await host.finished(cell, record);
	await discardUnlessNeeded(
		standing,
		host.targetSource(cell),
		host.cellFolder(cell.key),
	);
}
