/**
 * Allows one run at a time in a folder. The lock is a directory whose owner renews its time stamp,
 * which also works on network file systems. A file beside it names the owner, so the lock of a
 * killed process is taken over at once instead of after its time.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import lockfile from "proper-lockfile";
import { InputError } from "../../core/errors.js";
import { child } from "../../suites/mistakes/schema-walk.js";
import { codeOf, explainFileError } from "./file-errors.js";

/** A lock that was not renewed for this many milliseconds has no owner any more. */
const stale = 10_000;
const lockName = ".lock";

export interface Lock {
	/** False if another process took the folder over, for example while this one was suspended. */
	held(): boolean;
	release(): Promise<void>;
}

/** @throws InputError if another process holds the lock, or if the folder cannot be written */
export async function acquireLock(folder: string): Promise<Lock> {
	const ownerPath = join(folder, ".owner.json");
	const owner = JSON.stringify({ pid: process.pid, host: hostname() });
	const held = (): boolean => readOwner(ownerPath) === owner;
	let release: () => Promise<void>;
	const lock = () =>
		lockfile.lock(folder, {
			lockfilePath: join(folder, lockName),
			stale,
			update: 2000,
			onCompromised: () => {
				// It was renewed too late. It is taken again unless another process did so, which `held`
				// tells.
				if (!held()) return;
				rmSync(join(folder, lockName), { recursive: true, force: true });
				lock().then(
					(again) => {
						release = again;
					},
					() => {},
				);
			},
		});
	try {
		release = await lock();
	} catch (error) {
		if (codeOf(error) !== "ELOCKED")
			throw new InputError(explainFileError("--out", folder, error));
		const previous = readOwner(ownerPath);
		if (ownerLives(previous) || !removeDead(folder, ownerPath, previous))
			throw inUse(folder, previous);
		try {
			release = await lock();
		} catch {
			// Another process was faster.
			throw inUse(folder, readOwner(ownerPath));
		}
	}
	try {
		writeFileSync(ownerPath, owner);
	} catch (error) {
		await release();
		throw new InputError(explainFileError("--out", folder, error));
	}
	return {
		held,
		release: async () => {
			if (held()) await rm(ownerPath, { force: true });
			// The folder may be gone, or the lock may belong to another process. Then there is nothing to
			// give back.
			await release().catch(() => {});
		},
	};
}

/** Removes the lock of a dead owner. Returns false if another process does so at this moment. */
function removeDead(
	folder: string,
	ownerPath: string,
	dead: string | undefined,
): boolean {
	const aside = `${ownerPath}.${process.pid}`;
	try {
		renameSync(ownerPath, aside);
	} catch {
		return false;
	}
	if (readOwner(aside) !== dead) {
		renameSync(aside, ownerPath);
		return false;
	}
	rmSync(aside, { force: true });
	rmSync(join(folder, lockName), { recursive: true, force: true });
	return true;
}

function inUse(folder: string, owner: string | undefined): InputError {
	const pid = owner === undefined ? undefined : processOf(owner).pid;
	return new InputError(
		`--out ${folder}: another run is writing here${pid === undefined ? "" : ` (process ${String(pid)})`}; wait for it, or choose another folder`,
	);
}

function readOwner(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}

/** Whether the owner may still run. An unknown owner, and one on another machine, count as running. */
function ownerLives(text: string | undefined): boolean {
	if (text === undefined) return true;
	const { pid, host } = processOf(text);
	if (host !== hostname() || typeof pid !== "number") return true;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) !== "ESRCH";
	}
}

function processOf(text: string): {
	readonly pid: unknown;
	readonly host: unknown;
} {
	try {
		const owner: unknown = JSON.parse(text);
		return { pid: child(owner, "pid"), host: child(owner, "host") };
	} catch {
		return { pid: undefined, host: undefined };
	}
}
