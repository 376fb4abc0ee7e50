/** Calls of the system that fail, or take their time: a quota, fsync on a network that went away, a clock. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { recordsOf, run, runApart } from "../support/command.js";
import { type Faults, faultsIn } from "./preload.js";
import {
	isClear,
	looksLike,
	type Part,
	suiteIn,
	temporariesIn,
	undisturbed,
} from "./support.js";

export const calls: Part = async (folder, check) => {
	const suite = suiteIn(folder);
	const wrapper = faultsIn(folder);
	if (wrapper === undefined) {
		console.log("       not tested, since there is no C compiler");
		return;
	}
	const expected = await undisturbed(suite, folder, check);
	const under = async (name: string, faults: Omit<Faults, "FAULT_FOLDER">) => {
		const out = join(folder, name);
		mkdirSync(out);
		const finished = await run(
			["run", suite, "--out", out, "--quiet"],
			wrapper({ FAULT_FOLDER: out, ...faults }),
		);
		return { out, ...finished };
	};
	const again = (out: string) =>
		runApart(["run", suite, "--out", out, "--quiet"]);

	for (const [name, faults, words] of [
		["quota of a cell", { FAULT_QUOTA: "100000" }, /disk quota is used up/],
		["quota of the run", { FAULT_QUOTA: "3000" }, /disk quota is used up/],
		["failing fsync", { FAULT_SYNC: "1" }, /the device failed/],
	] as const) {
		const { out, status, stdout, stderr } = await under(name, faults);
		const reasons = reasonsIn(out);
		check(
			`${name}: a clear message, and no exit status of success`,
			status !== 0 &&
				!/\n\s+at |node:internal/.test(stdout + stderr) &&
				words.test([stderr, ...reasons].join("\n")),
			`status ${status}; ${stderr.trim() || reasons[0]}`,
		);
		check(
			`${name}: nothing half written`,
			temporariesIn(out).length === 0,
			temporariesIn(out).join(" "),
		);
		await again(out);
		looksLike(expected, out, check, `${name}, and then none`);
	}

	const slow = await under("slow", { FAULT_DELAY: "100" });
	check(
		"every write and fsync takes 0.1 s: the run ends well",
		slow.status === 0 && isClear(`${slow.stdout} `),
		`status ${slow.status}`,
	);
	looksLike(expected, slow.out, check, "slow disk");

	const back = await under("clock", { FAULT_CLOCK: "86400" });
	check(
		"clock set back by a day after 3 s of every process: the run ends well",
		back.status === 0,
		`status ${back.status}; ${back.stderr.trim().split("\n").at(-1)}`,
	);
	looksLike(expected, back.out, check, "clock set back");
};

/** What records say of cells without result. */
function reasonsIn(out: string): readonly string[] {
	try {
		return recordsOf(out).flatMap(({ reason }) => reason ?? []);
	} catch {
		return [];
	}
}
