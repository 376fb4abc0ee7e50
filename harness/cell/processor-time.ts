/** What the operating system says of this process: time on processors, and time spent waiting for one. */
import { readdirSync, readFileSync } from "node:fs";

/** `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time of this process with all its threads and, on Linux, of the processes that it
 * started: those that have ended, and those of its process group that still run.
 */
export function processorSeconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e6 + childSeconds();
}

function childSeconds(): number {
	let ticks = 0;
	try {
		ticks += ticksOf("self").ended;
		// Reading the table of processes costs more than most answers are worth.
		if (!hasChildren()) return ticks / ticksPerSecond;
		for (const name of readdirSync("/proc")) {
			if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
			const { group, own, ended } = ticksOf(name);
			if (group === process.pid) ticks += own + ended;
		}
	} catch {
		// Not Linux.
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

interface Ticks {
	readonly group: number;
	readonly own: number;
	/** Of its children that have ended and were waited for. */
	readonly ended: number;
}

/** Of /proc/<id>/stat, by proc(5): fields 5 and 14 to 17. Zero where the process has just ended. */
function ticksOf(id: string): Ticks {
	let text: string;
	try {
		text = readFileSync(`/proc/${id}/stat`, "latin1");
	} catch (error) {
		if (id === "self") throw error;
		return { group: 0, own: 0, ended: 0 };
	}
	// The name of the program, in brackets, may hold anything.
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const field = (number: number) => Number(fields[number - 3]);
	return {
		group: field(5),
		own: field(14) + field(15),
		ended: field(16) + field(17),
	};
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
