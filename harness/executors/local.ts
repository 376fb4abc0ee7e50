/** Runs cells one after another on this machine. */
import type { Executor } from "../executor.js";
import { discardUnlessNeeded, runInProcess } from "./process.js";

export const local: Executor = {
	name: "local",
	label: "one process after another on this machine",
	async run(cells, host) {
		for (const cell of cells) {
			if (host.interrupt.aborted) return;
			host.started(cell);
			const record = await runInProcess(cell, host);
			await host.finished(cell, record);
			await discardUnlessNeeded(record, host.cellFolder(cell.key));
		}
	},
};
