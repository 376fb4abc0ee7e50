/** Disks that are full, may not be written, have a quota, or fail to synchronise. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/command.js";
import {
	isClear,
	looksLike,
	type Part,
	suiteIn,
	temporariesIn,
	undisturbed,
} from "./support.js";

const sh = (...words: readonly [string, ...string[]]) =>
	execFileSync(words[0], words.slice(1), { stdio: "pipe" });

export const disks: Part = async (folder, check) => {
	const suite = suiteIn(folder);
	const expected = await undisturbed(suite, folder);
	const mount = join(folder, "disk");
	mkdirSync(mount);
	try {
		sh("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount);
	} catch {
		console.log("       disks: not tested, since nothing can be mounted here");
		return;
	}
	const out = join(mount, "out");
	try {
		const full = await run(["run", suite, "--out", out, "--quiet"]);
		check(
			"full disk (a tmpfs of 1 MB, as a quota is): one clear message, exit status 4",
			full.status === 4 &&
				isClear(full.stderr) &&
				/no space left/.test(full.stderr + full.stdout),
			`status ${full.status}; ${full.stderr.trim().split("\n").at(-1)}`,
		);
		check("full disk: nothing half written", temporariesIn(out).length === 0);
		sh("mount", "-o", "remount,size=64m", mount);
		await run(["run", suite, "--out", out, "--quiet"]);
		looksLike(expected, out, check, "with room again");
		sh("mount", "-o", "remount,ro", mount);
		const closed = await run(["run", suite, "--out", out, "--quiet"]);
		check(
			"read-only: one clear message, exit status 2",
			closed.status === 2 &&
				isClear(closed.stderr) &&
				/read-only/.test(closed.stderr),
			closed.stderr.trim(),
		);
	} finally {
		sh("umount", mount);
	}
	await failingSync(folder, suite, expected, check);
};

/** fsync(2) that fails, as on a file system of a network that went away. */
const library = `#include <errno.h>
int fsync(int fd) { (void)fd; errno = EIO; return -1; }
int fdatasync(int fd) { return fsync(fd); }
`;

async function failingSync(
	folder: string,
	suite: string,
	expected: Parameters<typeof looksLike>[0],
	check: Parameters<Part>[1],
): Promise<void> {
	const [source, object] = [join(folder, "fsync.c"), join(folder, "fsync.so")];
	writeFileSync(source, library);
	try {
		sh("cc", "-shared", "-fPIC", "-o", object, source);
	} catch {
		console.log("       fsync: not tested, since there is no C compiler");
		return;
	}
	const out = join(folder, "fsync");
	const failing = await run(
		["run", suite, "--out", out, "--quiet"],
		["env", `LD_PRELOAD=${object}`],
	);
	check(
		"failing fsync: a clear message, and no exit status of success",
		failing.status !== 0 && isClear(failing.stderr),
		`status ${failing.status}; ${failing.stderr.trim().split("\n").at(-1)}`,
	);
	check("failing fsync: nothing half written", temporariesIn(out).length === 0);
	await run(["run", suite, "--out", out, "--quiet"]);
	looksLike(expected, out, check, "when fsync works again");
}
