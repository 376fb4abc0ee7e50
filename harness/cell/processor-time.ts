/** What the operating system says about this process: its time on processors. */
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
	let ticks = endedTicks();
	// Reading the table of processes takes milliseconds.
	if (!hasChildren()) return ticks / ticksPerSecond;
	for (const id of groupMembers()) {
		const found = ticksOf(id);
		if (found?.group === process.pid) ticks += found.own + found.ended;
	}
	return ticks / ticksPerSecond;
}

/** Of children that have ended. A tick is 10 ms, so looking more often tells nothing new. */
function endedTicks(): number {
	if (performance.now() - endedSeen > 1000 / ticksPerSecond) {
		ended = ticksOf("self")?.ended ?? 0;
		endedSeen = performance.now();
	}
	return ended;
}

let ended = 0;
let endedSeen = Number.NEGATIVE_INFINITY;

/** Milliseconds for which the members of the group are taken as known. A new one is counted whole when it is seen. */
const lookUp = 200;
let members: readonly number[] = [];
let lookedUp = Number.NEGATIVE_INFINITY;

function groupMembers(): readonly number[] {
	if (performance.now() - lookedUp > lookUp) {
		members = processIds().filter(
			(id) => id !== process.pid && ticksOf(id)?.group === process.pid,
		);
		lookedUp = performance.now();
	}
	return members;
}

let everHadChildren = false;

/** Whether some are running, or were when this was asked before. */
export function hasChildren(): boolean {
	everHadChildren ||= process
		.getActiveResourcesInfo()
		.some((name) => name === "ProcessWrap");
	return everHadChildren;
}
