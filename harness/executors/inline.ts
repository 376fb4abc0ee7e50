/**
 * Runs cells in the process of the command, one after another, so that breakpoints and profilers see the
 * code of a user's module. Nothing enforces limits on a cell, and a cell that ends the process ends the run.
 * A later cell finds warm code, so its seconds are not those of a process of its own.
 */
import { Stop } from "../cell/stop.js";
import type { Executor, ExecutorHost } from "../executor.js";
import type { Cell } from "../plan.js";
import { sweepCell } from "../store/folders.js";
import { answer } from "./answer.js";

export const inline: Executor = {
	name: "inline",
	label: "in this process, without limits: for debuggers and profilers",
	async run(cells, host) {
		for (const cell of cells) {
			if (host.interrupt.aborted) return;
			await answer(cell, host, runHere);
		}
	},
};

async function runHere(cell: Cell, host: ExecutorHost) {
	// Samplers take a while to load, and the command that starts elsewhere needs none.
	const { performCell } = await import("../cell/perform.js");
	const folder = host.cellFolder(cell.key);
	await sweepCell(folder);
	const stop = new Stop();
	const ask = (): void => stop.ask();
	const now = (): void => stop.now();
	host.interrupt.addEventListener("abort", ask);
	host.kill.addEventListener("abort", now);
	try {
		return await performCell(cell, {
			settings: host.settings,
			folder,
			target: host.targetSource(cell),
			interrupted: stop.interrupted,
			signal: stop.signal,
			progress: (report) => host.progress(cell, report),
		});
	} finally {
		host.interrupt.removeEventListener("abort", ask);
		host.kill.removeEventListener("abort", now);
		await sweepCell(folder);
	}
}
