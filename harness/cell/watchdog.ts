/**
 * A thread in the process of a cell. When its parent is gone, it ends the process and everything that
 * the process started, even while the main thread computes without a pause. Orphans would go on using
 * the machine and the folder of the cell.
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
		if (process.ppid !== parent) endGroup();
	}, interval);
}

/** The cell leads a process group of its own (harness/executors/local.ts). */
function endGroup(): void {
	try {
		process.kill(-process.pid, "SIGKILL");
	} catch {
		// It leads none, or the system knows no groups.
		process.kill(process.pid, "SIGKILL");
	}
}
