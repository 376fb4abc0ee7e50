/**
 * Who holds a folder: a process of a machine. The number of a process is not enough, because a restarted
 * container uses the same small numbers again. So its start is written down as well.
 */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { codeOf } from "../../core/file-errors.js";
import { child } from "../../suites/mistakes/schema-walk.js";

export interface Owner {
	readonly pid: number;
	readonly host: string;
	/** Names the start of the process: clock ticks after the boot with this id. Absent outside Linux. */
	readonly started?: string;
}

export function thisProcess(): Owner {
	const started = startOf("self");
	return {
		pid: process.pid,
		host: hostname(),
		...(started === undefined ? {} : { started }),
	};
}

/** The owner that a file names, or undefined if it names none. */
export function parseOwner(text: string | undefined): Owner | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text ?? "");
	} catch {
		return undefined;
	}
	const [pid, host, started] = ["pid", "host", "started"].map((name) =>
		child(value, name),
	);
	if (typeof pid !== "number" || typeof host !== "string") return undefined;
	return { pid, host, ...(typeof started === "string" ? { started } : {}) };
}

/** Whether the owner still runs; "unknown" on another machine. */
export function lives({ pid, host, started }: Owner): boolean | "unknown" {
	if (host !== hostname()) return "unknown";
	try {
		process.kill(pid, 0);
	} catch (error) {
		if (codeOf(error) === "ESRCH") return false;
	}
	const now = startOf(String(pid));
	return started === undefined || now === undefined || started === now;
}

/** Field 22 of /proc/<id>/stat, by proc(5), and the id of the boot it counts from. */
function startOf(id: string): string | undefined {
	try {
		const text = readFileSync(`/proc/${id}/stat`, "latin1");
		// The name of the program, in brackets, may hold anything.
		const ticks = text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
		const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1");
		return `${ticks} of ${boot.trim()}`;
	} catch {
		return undefined;
	}
}
