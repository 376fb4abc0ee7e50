/**
 * The largest resident memory of this process with all its threads since the last question: VmHWM of Linux.
 * A write of 5 to clear_refs sets it back to the present size (proc(5)). Other systems keep no maximum that
 * can be set back, so nothing is known there.
 */
import { readFileSync, writeFileSync } from "node:fs";

/** Bytes; undefined where the system does not tell. */
export function peakMemory(): number | undefined {
	if (process.platform !== "linux") return undefined;
	try {
		const status = readFileSync("/proc/self/status", "latin1");
		const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
		writeFileSync("/proc/self/clear_refs", "5");
		return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
	} catch {
		// A container may hide it.
		return undefined;
	}
}
