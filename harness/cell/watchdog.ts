/**
 * A thread in the process of a cell. It ends the process when its parent is gone, even while the
 * main thread computes without a pause. An orphan would go on using the machine and the folder of
 * the cell.
 */
import { isMainThread, Worker, workerData } from "node:worker_threads";

const interval = 250;

export function startWatchdog(): void {
	const worker = new Worker(new URL(import.meta.url), {
		workerData: { parent: process.ppid },
	});
	worker.unref();
}

if (!isMainThread) {
	const { parent } = workerData as { readonly parent: number };
	setInterval(() => {
		// An orphan gets another parent.
		if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
	}, interval);
}
