/** What the operating system says of this process: its time on processors. */
import {
	processIds,
	ticksOf,
	ticksPerSecond,
} from "../../core/process-table.js";

/**
 * Seconds of processor time of this process with all its threads and, on Linux, of the processes that it
 * started: those that have ended, and those of its process group that still run.
 */
export function processorSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6 + childSeconds();
}

function childSeconds(): number {
	let ticks = ticksOf("self")?.ended ?? 0;
	// Reading the table of processes costs more than most answers are worth.
	if (!hasChildren()) return ticks / ticksPerSecond;
	for (const id of processIds()) {
		if (id === process.pid) continue;
		const found = ticksOf(id);
		if (found?.group === process.pid) ticks += found.own + found.ended;
	}
	return ticks / ticksPerSecond;
}

let everHadChildren = false;

/** Whether some are running, or were when this was asked before. */
function hasChildren(): boolean {
	everHadChildren ||= process
		.getActiveResourcesInfo()
		.some((name) => name === "ProcessWrap");
	return everHadChildren;
}
