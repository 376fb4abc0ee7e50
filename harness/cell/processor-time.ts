/** What the operating system says of this process: time on processors, and time spent waiting for one. */
import { readdirSync, readFileSync } from "node:fs";
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

/**
 * Seconds that the threads of this process have been ready to run without a processor, by the second
 * field of /proc/self/task/<id>/schedstat (Linux, Documentation/scheduler/sched-stats.rst).
 */
export function waitedSeconds(): number | undefined {
	const folder = "/proc/self/task";
	let nanoseconds = 0;
	let told = false;
	try {
		for (const id of readdirSync(folder)) {
			const [ran = 0, waited = 0] = readFileSync(
				`${folder}/${id}/schedstat`,
				"latin1",
			)
				.split(" ")
				.map(Number);
			nanoseconds += waited;
			told ||= ran > 0;
		}
	} catch {
		// Another system, or a kernel that does not count.
		return undefined;
	}
	return told ? nanoseconds / 1e9 : undefined;
}
