/** Two runs on one folder, and a run that is suspended. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runApart, start } from "../support/command.js";
import { descendantsOf, signal } from "../support/processes.js";
import {
	isClear,
	looksLike,
	type Part,
	suiteIn,
	undisturbed,
} from "./support.js";

/** Milliseconds: longer than a lock lasts without its owner. */
const suspension = 60_000;

export const others: Part = async (folder, check) => {
	const suite = suiteIn(folder);
	const expected = await undisturbed(suite, folder, check);

	/** A second run is refused. */
	const refused = async (out: string, what: string) => {
		const { status, stderr } = await runApart(["run", suite, "--out", out]);
		check(
			`${what}: the second says so, exit status 2`,
			status === 2 &&
				isClear(stderr) &&
				/another run is writing here/.test(stderr),
			stderr.trim(),
		);
	};

	const two = join(folder, "two");
	const first = start(["run", suite, "--out", two]);
	await first.saw(/\[1\/12\]/);
	await refused(two, "two runs on one folder");
	await first.finished;
	looksLike(expected, two, check, "two runs on one folder");

	for (const [name, everything] of [
		["the command", false],
		["the command and its cells", true],
	] as const) {
		const out = join(folder, everything ? "all-asleep" : "asleep");
		const sleeper = start(["run", suite, "--out", out]);
		await sleeper.saw(/\[3\/12\]/);
		const { pid = 0 } = sleeper.process;
		const stopped = [pid, ...(everything ? descendantsOf(pid) : [])];
		for (const id of stopped) signal(id, "SIGSTOP");
		await sleep(suspension);
		for (const id of stopped) signal(id, "SIGCONT");
		const { status, stderr } = await sleeper.finished;
		check(
			`${name} suspended for a minute: it goes on`,
			status === 0 && !/\n\s+at /.test(stderr),
			`status ${status}`,
		);
		looksLike(expected, out, check, `${name} suspended for a minute`);
	}

	// Its lock is not renewed, as if its machine had gone.
	const out = join(folder, "overtaken");
	const sleeper = start(["run", suite, "--out", out]);
	await sleeper.saw(/\[3\/12\]/);
	sleeper.process.kill("SIGSTOP");
	await sleep(suspension / 3);
	const second = await runApart(["run", suite, "--out", out, "--quiet"]);
	check(
		"a second run takes over from one that is suspended",
		second.status === 0,
		`status ${second.status}`,
	);
	sleeper.process.kill("SIGCONT");
	const { status, stderr } = await sleeper.finished;
	check(
		"which says so when it goes on, exit status 4",
		status === 4 && /another run took the folder over/.test(stderr),
		stderr.trim().split("\n").at(-1),
	);
	looksLike(expected, out, check, "a suspended run and a second one");
};
