/**
 * Folders for arrays: in memory where there is room, otherwise among the temporary files of the system.
 * The name holds the process that made it, so that what a killed process left can be found and removed.
 */
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statfsSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

const memory = "/dev/shm";
/** Bytes that must be free there: four of the largest draws. */
const room = 4 * 64 * 2 ** 20;

export interface Scratch {
	/** Whether arrays stay in memory. */
	readonly inMemory: boolean;
	/** A new empty folder, absolute. */
	folder(): string;
	/** Removes one folder. */
	discard(folder: string): void;
	/** Removes everything. */
	remove(): void;
}

/** @param chosen a folder of the user, instead of one in memory */
export function createScratch(chosen?: string): Scratch {
	const prefix = `latticebench-${hostname()}-`;
	const inMemory = chosen === undefined && hasRoom(memory);
	const base = chosen ?? (inMemory ? memory : tmpdir());
	mkdirSync(base, { recursive: true });
	sweep(base, prefix);
	const own = mkdtempSync(join(base, `${prefix}${process.pid}-`));
	let count = 0;
	const remove = (): void => {
		process.off("exit", remove);
		rmSync(own, { recursive: true, force: true });
	};
	process.on("exit", remove);
	return {
		inMemory,
		folder() {
			const path = join(own, String(++count));
			mkdirSync(path);
			return path;
		},
		discard: (folder) => rmSync(folder, { recursive: true, force: true }),
		remove,
	};
}

function hasRoom(path: string): boolean {
	if (!existsSync(path)) return false;
	try {
		const { bavail, bsize } = statfsSync(path);
		return bavail * bsize >= room;
	} catch {
		return false;
	}
}

/** Removes what processes of this machine that are gone have left. */
function sweep(base: string, prefix: string): void {
	for (const name of readdirSync(base)) {
		if (!name.startsWith(prefix)) continue;
		const id = Number(name.slice(prefix.length).split("-")[0]);
		if (!Number.isInteger(id) || id <= 0 || exists(id)) continue;
		rmSync(join(base, name), { recursive: true, force: true });
	}
}

function exists(id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch (error) {
		// A process of somebody else is there too.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
