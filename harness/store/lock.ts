/**
 * Allows one run at a time in a folder. The lock is a directory whose owner renews its time stamp,
 * which also works on network file systems. A file beside it names the owner, so the lock of a
 * killed process is taken over at once instead of after its time. A lock without an owner, or dated
 * ahead of this machine's clock, is watched: whoever holds it renews it.
 */
import {
	lstatSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import { InputError } from "../../core/errors.js";
import { codeOf, explainFileError } from "../../core/file-errors.js";
import { temporaryBeside } from "../../core/files.js";
import { lives, parseOwner, thisProcess } from "./owner.js";

/** A lock that was not renewed for this many milliseconds has no owner any more. */
const stale = 10_000;
/** Milliseconds between renewals. */
const renewal = 2000;
/** Milliseconds between looks at a lock that is watched. */
const look = 100;
const lockName = ".lock";
const ownerName = ".owner.json";

export interface Lock {
	/** False if another process took the folder over, for example while this one was suspended. */
	held(): boolean;
	/** Aborted soon after that. */
	readonly lost: AbortSignal;
	release(): Promise<void>;
}

/** @throws InputError if another process holds the lock, or if the folder cannot be written */
export async function acquireLock(folder: string): Promise<Lock> {
	const lockPath = join(folder, lockName);
	const ownerPath = join(folder, ownerName);
	const owner = JSON.stringify(thisProcess());
	const held = (): boolean => readText(ownerPath) === owner;
	let release: () => Promise<void>;
	const lock = () =>
		lockfile.lock(folder, {
			lockfilePath: lockPath,
			stale,
			update: renewal,
			onCompromised: () => {
				// It was renewed too late. It is taken again unless another process did so, which `held`
				// tells.
				if (!held()) return;
				rmSync(lockPath, { recursive: true, force: true });
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
		if (!inTheWay(error))
			throw new InputError(explainFileError("--out", folder, error));
		const found = stampOf(lockPath);
		const previous = readText(ownerPath);
		if (
			(await isHeld(lockPath, previous)) ||
			!removeDead(lockPath, found) ||
			readText(ownerPath) !== previous
		)
			throw inUse(folder, previous);
		try {
			release = await lock();
		} catch {
			// Another process was faster.
			throw inUse(folder, readText(ownerPath));
		}
	}
	try {
		replaceFile(ownerPath, owner);
	} catch (error) {
		await release();
		throw new InputError(explainFileError("--out", folder, error));
	}
	const lost = new AbortController();
	const looking = setInterval(() => {
		// A file that a disk in trouble cannot read says nothing of another owner.
		const found = readText(ownerPath);
		if (found !== undefined && found !== owner) lost.abort();
	}, renewal).unref();
	return {
		held,
		lost: lost.signal,
		release: async () => {
			clearInterval(looking);
			if (held()) await rm(ownerPath, { force: true });
			// The folder may be gone, or the lock may belong to another process. Then there is nothing to
			// give back.
			await release().catch(() => {});
		},
	};
}

/** Whether a run holds the folder, as far as one can see without waiting. */
export function isInUse(folder: string): boolean {
	const owner = parseOwner(readText(join(folder, ownerName)));
	const alive = owner === undefined ? "unknown" : lives(owner);
	if (alive !== "unknown") return alive;
	const stamp = stampOf(join(folder, lockName));
	return stamp !== undefined && Date.now() - stamp < stale;
}

/** A lock, or something else of its name: both are dealt with alike. */
function inTheWay(error: unknown): boolean {
	return ["ELOCKED", "ENOTDIR", "EEXIST"].includes(codeOf(error) ?? "");
}

/** Whether somebody holds the lock now. */
async function isHeld(
	lockPath: string,
	text: string | undefined,
): Promise<boolean> {
	const owner = parseOwner(text);
	const alive = owner === undefined ? "unknown" : lives(owner);
	if (alive !== "unknown") return alive;
	const before = stampOf(lockPath);
	if (before === undefined) return false;
	const ahead = before > Date.now() + stale;
	if (owner !== undefined && !ahead) return Date.now() - before < stale;
	// Nobody is named, or the clock of another machine goes wrong: whoever holds it renews it.
	const end = Date.now() + renewal + renewal / 2;
	while (Date.now() < end) {
		await sleep(look);
		if (stampOf(lockPath) !== before) return true;
	}
	return false;
}

/** Removes the lock of a dead owner. Returns false if another process does so at this moment. */
function removeDead(lockPath: string, found: number | undefined): boolean {
	const aside = temporaryBeside(lockPath);
	try {
		renameSync(lockPath, aside);
	} catch (error) {
		// Its owner has just given it back.
		return codeOf(error) === "ENOENT";
	}
	if (stampOf(aside) !== found) {
		renameSync(aside, lockPath);
		return false;
	}
	rmSync(aside, { recursive: true, force: true });
	return true;
}

/** A link of this name is replaced and not followed. */
function replaceFile(path: string, text: string): void {
	const temporary = temporaryBeside(path);
	try {
		writeFileSync(temporary, text, { flag: "wx" });
		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
}

function inUse(folder: string, text: string | undefined): InputError {
	const owner = parseOwner(text);
	return new InputError(
		`--out ${folder}: another run is writing here${owner === undefined ? "" : ` (process ${owner.pid})`}; wait for it, or choose another folder`,
	);
}

function readText(path: string): string | undefined {
	try {
		if (!lstatSync(path).isFile()) return undefined;
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}

/** Time stamp in milliseconds. Undefined if there is nothing. */
function stampOf(path: string): number | undefined {
	return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
