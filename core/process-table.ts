/**
 * The table of processes, by proc(5). Linux only: elsewhere every answer is empty, and callers treat
 * that as unknown.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** `sysconf(_SC_CLK_TCK)` is 100 on every Linux that Node runs on. */
export const ticksPerSecond = 100;

export interface Ticks {
	readonly group: number;
	readonly own: number;
	/** Of its children that have ended and were waited for. */
	readonly ended: number;
}

/** Of /proc/<id>/stat: fields 5 and 14 to 17. Undefined where there is no such process. */
export function ticksOf(id: number | string): Ticks | undefined {
	const text = readSystemFile(`/proc/${id}/stat`);
	if (text === undefined) return undefined;
	// The name of the program, in brackets, may hold anything.
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const field = (number: number) => Number(fields[number - 3]);
	return {
		group: field(5),
		own: field(14) + field(15),
		ended: field(16) + field(17),
	};
}

/** Identifiers of all processes. */
export function processIds(): readonly number[] {
	try {
		return readdirSync("/proc").flatMap((name) =>
			/^\d+$/.test(name) ? [Number(name)] : [],
		);
	} catch {
		return [];
	}
}

/** A process and all below it that are still linked to it. */
export function family(id: number): readonly number[] {
	const found = [id];
	for (const member of found) {
		for (const thread of threads(member)) {
			const text =
				readSystemFile(`/proc/${member}/task/${thread}/children`) ?? "";
			for (const child of text.split(" "))
				if (child !== "" && !found.includes(Number(child)))
					found.push(Number(child));
		}
	}
	return found;
}

/**
 * Processes whose environment holds this assignment: it is inherited by all that a process starts, also by
 * those that left it.
 */
export function withVariable(assignment: string): readonly number[] {
	return processIds().filter(
		(id) =>
			id !== process.pid &&
			(readSystemFile(`/proc/${id}/environ`) ?? "")
				.split("\0")
				.includes(assignment) &&
			!isZombie(id),
	);
}

/** Resident bytes, 0 where unknown. */
export function residentBytes(id: number): number {
	const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(
		readSystemFile(`/proc/${id}/status`) ?? "",
	)?.[1];
	return 1024 * Number(kibibytes ?? 0);
}

/**
 * Largest resident bytes since this was last asked, VmHWM, which a write of 5 to clear_refs sets back to the present
 * size; undefined where the system does not tell.
 */
export function peakBytes(id: number | "self"): number | undefined {
	const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(
		readSystemFile(`/proc/${id}/status`) ?? "",
	)?.[1];
	try {
		writeFileSync(`/proc/${id}/clear_refs`, "5");
	} catch {
		// A container may hide it, and another user's processes refuse it.
		return undefined;
	}
	return kibibytes === undefined ? undefined : 1024 * Number(kibibytes);
}

/** Seconds of processor time of some processes and of their children that have ended. */
export function processorSecondsOf(ids: readonly number[]): number {
	return (
		ids.reduce((sum, id) => {
			const { own, ended } = ticksOf(id) ?? { own: 0, ended: 0 };
			return sum + own + ended;
		}, 0) / ticksPerSecond
	);
}

/** Whether any thread of these wants to run or waits for a disk: a busy machine may let it wait for seconds. */
export function wantToRun(ids: readonly number[]): boolean {
	return ids.some((id) =>
		threads(id).some((thread) => {
			const text = readSystemFile(`/proc/${id}/task/${thread}/stat`) ?? "";
			return /^[RD]/.test(text.slice(text.lastIndexOf(")") + 2));
		}),
	);
}

function isZombie(id: number): boolean {
	return /^State:\s*[ZX]/m.test(readSystemFile(`/proc/${id}/status`) ?? "");
}

/** Ids of the threads of a process. Empty without proc(5). */
export function threads(id: number | "self"): readonly string[] {
	try {
		return readdirSync(`/proc/${id}/task`);
	} catch {
		return [];
	}
}

/** A file of proc(5) or of a group of processes, if there is one. */
export function readSystemFile(path: string): string | undefined {
	try {
		return readFileSync(path, "latin1");
	} catch {
		return undefined;
	}
}
