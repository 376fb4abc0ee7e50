/** Disks that are full or may not be written. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runApart } from "../support/command.js";
import {
	isClear,
	looksLike,
	type Part,
	suiteIn,
	temporariesIn,
	undisturbed,
} from "./support.js";

const sh = (program: string, ...words: readonly string[]) =>
	execFileSync(program, words, { stdio: "pipe" });

export const disks: Part = async (folder, check) => {
	const suite = suiteIn(folder);
	const expected = await undisturbed(suite, folder, check);
	const mount = join(folder, "disk");
	mkdirSync(mount);
	try {
		sh("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount);
	} catch {
		console.log("       not tested, since nothing can be mounted here");
		return;
	}
	const out = join(mount, "out");
	try {
		const full = await runApart(["run", suite, "--out", out, "--quiet"]);
		check(
			"full disk (a tmpfs of 1 MB): one clear message, exit status 4",
			full.status === 4 &&
				isClear(full.stderr) &&
				/no space left/.test(full.stderr),
			`status ${full.status}; ${full.stderr.trim()}`,
		);
		check("full disk: nothing half written", temporariesIn(out).length === 0);
		sh("mount", "-o", "remount,size=64m", mount);
		await runApart(["run", suite, "--out", out, "--quiet"]);
		looksLike(expected, out, check, "with room again");
		sh("mount", "-o", "remount,ro", mount);
		const closed = await runApart(["run", suite, "--out", out, "--quiet"]);
		check(
			"read-only: one clear message, exit status 2",
			closed.status === 2 &&
				isClear(closed.stderr) &&
				/read-only/.test(closed.stderr),
			`status ${closed.status}; ${closed.stderr.trim()}`,
		);
		looksLike(expected, out, check, "read-only");
	} finally {
		sh("umount", mount);
	}
};
