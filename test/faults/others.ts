/** A run that is suspended, two runs on one folder, and a clock that is set back. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, start } from "../support/command.js";
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
	const expected = await undisturbed(suite, folder);

	const two = join(folder, "two");
	const first = start(["run", suite, "--out", two]);
	await first.saw(/\[1\/12\]/);
	const second = await run(["run", suite, "--out", two]);
	check(
		"two runs on one folder: the second says so, exit status 2",
		second.status === 2 &&
			isClear(second.stderr) &&
			/another run is writing here/.test(second.stderr),
		second.stderr.trim(),
	);
	await first.finished;
	looksLike(expected, two, check, "two runs on one folder");

	const asleep = join(folder, "asleep");
	const sleeper = start(["run", suite, "--out", asleep]);
	await sleeper.saw(/\[3\/12\]/);
	sleeper.process.kill("SIGSTOP");
	await sleep(suspension);
	sleeper.process.kill("SIGCONT");
	const { status, stderr } = await sleeper.finished;
	check(
		"suspended for a minute: it goes on",
		status === 0 && !/\n\s+at /.test(stderr),
		`status ${status}`,
	);
	looksLike(expected, asleep, check, "suspended for a minute");

	// A day back in the middle of the run, for the command and all cells that it starts afterwards.
	const clock = join(folder, "clock.mjs");
	writeFileSync(
		clock,
		`const real = Date.now; const begin = performance.now();
Date.now = () => real() - (performance.now() - begin > 3000 ? 86_400_000 : 0);
`,
	);
	const back = join(folder, "back");
	const set = await run(
		["run", suite, "--out", back],
		["env", `NODE_OPTIONS=--import=${clock}`],
	);
	check(
		"clock set back by a day: the run ends well",
		set.status === 0,
		`status ${set.status}; ${set.stderr.trim().split("\n").at(-1)}`,
	);
	looksLike(expected, back, check, "clock set back");
};
