/** The memory of a cell: of its process, and of everything that it has started in its process group. */
import { readdir, readFile } from "node:fs/promises";
import pidusage from "pidusage";

/**
 * Resident bytes of a process group by the number of its leader; 0 if it has just ended. Pages that
 * processes share are counted once for each. Outside Linux, the leader alone.
 */
export async function groupMemory(leader: number): Promise<number> {
	try {
		if (process.platform !== "linux") return (await pidusage(leader)).memory;
		// The library starts programs that a bare machine lacks.
		const own = (await statusOf(leader)).bytes;
		if (!(await hasChildren(leader))) return own;
		let bytes = 0;
		for (const name of await readdir("/proc")) {
			if (!/^\d+$/.test(name)) continue;
			const found = await statusOf(Number(name)).catch(() => undefined);
			if (found?.group === leader) bytes += found.bytes;
		}
		return Math.max(own, bytes);
	} catch {
		return 0;
	}
}

/** Leaders that had children once: these may have left children of their own behind. */
const parents = new Set<number>();

/** Reading the table of processes costs more than most cells need. */
async function hasChildren(leader: number): Promise<boolean> {
	if (parents.has(leader)) return true;
	const threads = `/proc/${leader}/task`;
	for (const thread of await readdir(threads)) {
		const path = `${threads}/${thread}/children`;
		if ((await readFile(path, "latin1")).trim() === "") continue;
		parents.add(leader);
		return true;
	}
	return false;
}

/** The lines NSpgid and VmRSS of /proc/<id>/status, by proc(5). A process that has ended has no memory. */
async function statusOf(
	id: number,
): Promise<{ readonly group: number; readonly bytes: number }> {
	const text = await readFile(`/proc/${id}/status`, "latin1");
	const group = /^NSpgid:\s*(\d+)/m.exec(text)?.[1];
	const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(text)?.[1];
	return { group: Number(group), bytes: 1024 * Number(kibibytes ?? 0) };
}
