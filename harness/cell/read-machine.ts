/**
 * What Linux says about the processors that this process may use (proc_stat(5), proc_pid_status(5),
 * cgroups(7)).
 */
import {
	readSystemFile,
	threads,
	ticksPerSecond,
} from "../../core/process-table.js";
import type { MachineTime } from "./machine-time.js";

/** Now; undefined on another system, or where it does not count. */
export function readMachine(): MachineTime | undefined {
	const waited = waitedSeconds();
	const processors = processorTimes(
		readSystemFile("/proc/stat") ?? "",
		/^Cpus_allowed_list:\s*(\S+)/m.exec(
			readSystemFile("/proc/self/status") ?? "",
		)?.[1],
	);
	return waited === undefined || processors === undefined
		? undefined
		: { waited, ...processors, throttled: throttledSeconds() };
}

/**
 * Seconds of the processors on a list such as "0-3,8", or of all.
 * @param stat content of /proc/stat
 */
export function processorTimes(
	stat: string,
	allowed: string | undefined,
): Pick<MachineTime, "busy" | "stolen"> | undefined {
	let [busy, stolen, told] = [0, 0, false];
	for (const [, id, ticks = ""] of stat.matchAll(/^cpu(\d+) (.*)$/gm)) {
		if (allowed !== undefined && !onList(Number(id), allowed)) continue;
		const [user, nice, system, idle, , irq, softirq, steal] = ticks
			.trim()
			.split(/\s+/)
			.map(Number);
		if (idle === undefined) continue;
		// Time of guests is part of user time.
		for (const part of [user, nice, system, irq, softirq]) busy += part ?? 0;
		stolen += steal ?? 0;
		told = true;
	}
	return told
		? { busy: busy / ticksPerSecond, stolen: stolen / ticksPerSecond }
		: undefined;
}

function onList(id: number, list: string): boolean {
	return list.split(",").some((range) => {
		const [first = Number.NaN, last = first] = range.split("-").map(Number);
		return id >= first && id <= last;
	});
}

/**
 * Seconds that the threads of this process have been ready to run without a processor, by the second
 * field of /proc/self/task/<id>/schedstat (Linux, Documentation/scheduler/sched-stats.rst).
 */
function waitedSeconds(): number | undefined {
	let nanoseconds = 0;
	let told = false;
	for (const id of threads("self")) {
		const text = readSystemFile(`/proc/self/task/${id}/schedstat`);
		// Threads end while they are counted.
		if (text === undefined) continue;
		const [ran = 0, waited = 0] = text.split(" ").map(Number);
		nanoseconds += waited;
		told ||= ran > 0;
	}
	return told ? nanoseconds / 1e9 : undefined;
}

/** Seconds without leave to run, of the innermost control group; 0 where there is no quota. */
function throttledSeconds(): number {
	const groups = readSystemFile("/proc/self/cgroup") ?? "";
	const unified = /^0::(.*)$/m.exec(groups)?.[1] ?? "/";
	const controller = /^\d+:[^:]*\bcpu\b[^:]*:(.*)$/m.exec(groups)?.[1] ?? "/";
	// In a container its own group is the root.
	for (const path of [
		`/sys/fs/cgroup${unified}/cpu.stat`,
		`/sys/fs/cgroup/cpu${controller}/cpu.stat`,
		"/sys/fs/cgroup/cpu.stat",
		"/sys/fs/cgroup/cpu/cpu.stat",
	]) {
		const found = throttledOf(readSystemFile(path) ?? "");
		if (found !== undefined) return found;
	}
	return 0;
}

/** @param stat content of a group's cpu.stat: microseconds in version 2, nanoseconds in version 1 */
export function throttledOf(stat: string): number | undefined {
	const [, unit, count] = /^throttled_(usec|time) (\d+)$/m.exec(stat) ?? [];
	if (count === undefined) return undefined;
	return Number(count) / (unit === "usec" ? 1e6 : 1e9);
}
