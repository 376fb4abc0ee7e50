/** Processes of a run, by proc(5). */
import { readdirSync, readFileSync } from "node:fs";

/** Those that a process has started, from any thread, and those that these have started. */
export function descendantsOf(id: number): readonly number[] {
	return childrenOf(id).flatMap((child) => [child, ...descendantsOf(child)]);
}

function childrenOf(id: number): readonly number[] {
	try {
		return readdirSync(`/proc/${id}/task`)
			.flatMap((thread) =>
				readFileSync(`/proc/${id}/task/${thread}/children`, "latin1").split(
					" ",
				),
			)
			.map(Number)
			.filter((child) => child > 0);
	} catch {
		return [];
	}
}

/** Those whose environment has this entry, as "NAME=value". */
export function processesWith(entry: string): readonly number[] {
	return readdirSync("/proc").flatMap((name) => {
		if (!/^\d+$/.test(name)) return [];
		try {
			const environment = readFileSync(`/proc/${name}/environ`, "utf8");
			return environment.split("\0").includes(entry) ? [Number(name)] : [];
		} catch {
			return [];
		}
	});
}

/** Sends a signal. @returns false if the process has ended */
export function signal(id: number, name: NodeJS.Signals): boolean {
	try {
		process.kill(id, name);
		return true;
	} catch {
		return false;
	}
}
