/** What users do to runs: interrupt them, kill them, start them twice, give them bad places and bad samplers. */
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
	gaussianSuite,
	recordsOf,
	run,
	runApart,
	scratch,
	start,
} from "../support/command.js";
import { sampler } from "../support/paths.js";

const inPrepare = /thermalise \d+ %/;
const inDraw = /draw \d+ %/;
const inEvaluate = /evaluate/;

/** Of preparation: enough for two stops of which the first comes late, on a machine with other work. */
const steps = 20;

/** Slow enough to be caught in every phase. */
function slowSuite(folder: string): string {
	return gaussianSuite(folder, { pause: 80, steps }, { draws: 12_000 });
}

/** Numbers of a record that do not depend on the clock. */
function numbersOf(folder: string): unknown {
	return recordsOf(folder).map(({ key, status, estimators, checks }) => ({
		key,
		status,
		estimators,
		checks,
	}));
}

describe("a run that is stopped goes on where it was", () => {
	test("stopped in every phase, it ends with the same numbers", async () => {
		const folder = scratch();
		const suite = slowSuite(folder);
		const undisturbed = join(folder, "undisturbed");
		const reference = run(["run", suite, "--out", undisturbed]);
		const out = join(folder, "out");
		const stops = [
			["SIGINT", inPrepare],
			["SIGKILL", inPrepare],
			["SIGINT", inDraw],
			["SIGKILL", inDraw],
			["SIGKILL", inEvaluate],
		] as const;
		for (const [signal, phase] of stops) {
			const running = start(["run", suite, "--out", out]);
			await running.saw(phase);
			running.process.kill(signal);
			const finished = await running.finished;
			// At once: the lock of a dead process holds nobody up.
			expect(finished.stderr).not.toContain("another run");
			if (signal === "SIGKILL") {
				expect(finished.signal).toBe("SIGKILL");
			} else {
				expect(finished.status).toBe(130);
				expect(finished.stderr).toContain("goes on from here");
				expect(recordsOf(out)[0].status).toBe("interrupted");
			}
		}
		expect((await run(["run", suite, "--out", out])).status).toBe(0);
		expect((await reference).status).toBe(0);
		expect(numbersOf(out)).toEqual(numbersOf(undisturbed));
		// The last process did not prepare again; all that was done before is paid for, and once.
		const [record] = recordsOf(out);
		expect(record.facts?.firstStep).toBe(steps);
		expect(record.cost?.thermalise?.gradientEvaluations).toBe(2 * steps);
		expect(record.cost?.draw?.actionEvaluations).toBe(12_000);
	});

	test("interrupted in the evaluation, it stops or ends in order", async () => {
		const folder = scratch();
		const out = join(folder, "out");
		const running = start(["run", slowSuite(folder), "--out", out]);
		await running.saw(inEvaluate);
		running.process.kill("SIGINT");
		expect((await running.finished).status).toBe(130);
		expect(["completed", "interrupted"]).toContain(recordsOf(out)[0].status);
	});

	test("two interrupts end it at once", async () => {
		const folder = scratch();
		const suite = gaussianSuite(folder, { failure: "spin", during: "prepare" });
		const first = start(["run", suite, "--out", join(folder, "out")]);
		await first.saw(/\[1\/1\]/);
		first.process.kill("SIGINT");
		await first.saw(/once more/);
		first.process.kill("SIGINT");
		expect((await first.finished).status).toBe(130);
		expect(recordsOf(join(folder, "out"))[0].reason).toBe("killed by the user");
	});

	test("where another run has taken the folder over, it ends in the middle of a cell and leaves no record", async () => {
		const folder = scratch();
		const suite = gaussianSuite(folder, { failure: "spin", during: "prepare" });
		const out = join(folder, "out");
		const running = start(["run", suite, "--out", out]);
		await running.saw(/\[1\/1\]/);
		const cells = join(out, "cells");
		await expect.poll(() => childOf(cells), { timeout: 20_000 }).toBeDefined();
		const pid = childOf(cells) ?? 0;
		const owner = JSON.stringify({ pid: 1, host: "elsewhere" });
		writeFileSync(join(out, ".owner.json"), owner);
		const { status, stderr } = await running.finished;
		expect(status).toBe(4);
		expect(stderr).toContain("another run took the folder over");
		expect(stderr).not.toMatch(/^ +at /m);
		expect(isAlive(pid)).toBe(false);
		expect(existsSync(join(out, "records.jsonl"))).toBe(false);
		expect(readFileSync(join(out, ".owner.json"), "utf8")).toBe(owner);
	});

	test("a cell whose folder is removed and whose process ends is a failed cell", async () => {
		const folder = scratch();
		const suite = gaussianSuite(folder, { failure: "spin", during: "prepare" });
		const out = join(folder, "out");
		const running = start(["run", suite, "--out", out]);
		await running.saw(/\[1\/1\]/);
		const cells = join(out, "cells");
		await expect.poll(() => childOf(cells), { timeout: 20_000 }).toBeDefined();
		const pid = childOf(cells) ?? 0;
		rmSync(cells, { recursive: true });
		process.kill(-pid, "SIGKILL");
		const { status, stderr } = await running.finished;
		expect(stderr).not.toMatch(/^ +at /m);
		expect(status).toBe(4);
		const [record] = recordsOf(out);
		expect(record.status).toBe("failed");
		expect(record.reason).toContain("by SIGKILL");
	});

	test("a killed run leaves no process behind", async () => {
		const folder = scratch();
		const suite = gaussianSuite(folder, { failure: "spin", during: "prepare" });
		const first = start(["run", suite, "--out", join(folder, "out")]);
		await first.saw(/\[1\/1\]/);
		const log = join(folder, "out", "cells");
		await expect.poll(() => childOf(log), { timeout: 20_000 }).toBeDefined();
		const pid = childOf(log) ?? 0;
		expect(isAlive(pid)).toBe(true);
		first.process.kill("SIGKILL");
		await first.finished;
		await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
	});
});

/** Process id of a cell, from its log. */
function childOf(cells: string): number | undefined {
	if (!existsSync(cells)) return undefined;
	for (const key of readdirSync(cells)) {
		const log = readFileSync(join(cells, key, "log.txt"), "utf8");
		const match = /process (\d+) begins/.exec(log);
		if (match !== null) return Number(match[1]);
	}
	return undefined;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

test("finished cells are not run again, unfinished ones are", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const suite = gaussianSuite(folder, {}, { seeds: [1, 2] });
	await run(["run", suite, "--out", out]);
	const before = readFileSync(join(out, "records.jsonl"), "utf8");
	const lines = before.trimEnd().split("\n");
	const failed = {
		...JSON.parse(lines[1]),
		status: "failed",
		reason: "a test",
	};
	writeFileSync(
		join(out, "records.jsonl"),
		`${lines[0]}\n${JSON.stringify(failed)}\n`,
	);
	const { status, stderr } = await run(["run", suite, "--out", out]);
	expect(status).toBe(0);
	expect(stderr).toContain("2 cells, 1 kept from before");
	const after = readFileSync(join(out, "records.jsonl"), "utf8").split("\n");
	expect(after[0]).toBe(lines[0]);
	expect(recordsOf(out).map((record) => record.status)).toEqual([
		"completed",
		"completed",
	]);
});

describe("one run at a time in a folder", () => {
	test("the second says so and leaves the first alone", async () => {
		const folder = scratch();
		const out = join(folder, "out");
		const suite = gaussianSuite(folder, { pause: 200, steps: 15 });
		const first = start(["run", suite, "--out", out]);
		await first.saw(/\[1\/1\]/);
		const second = await run(["run", suite, "--out", out]);
		expect(second.status).toBe(2);
		expect(second.stderr).toMatch(
			/^--out .*: another run is writing here \(process \d+\); wait for it, or choose another folder\n$/,
		);
		expect((await first.finished).status).toBe(0);
	});
});

describe("limits and failures stop one cell, not the run", () => {
	test("every way to fail, and a good cell after them", async () => {
		const folder = scratch();
		const out = join(folder, "out");
		const expected = [
			["throw", "failed", "draw: the sampler broke on purpose"],
			["crash", "failed", "the process ended by SIGSEGV"],
			["memory", "failed", "stopped at the limit of 0.350 GB of memory"],
			[
				"nan",
				"failed",
				"the sampler returned fields[0] = NaN; expected finite numbers",
			],
			["decline", "skipped", "only free fields can be drawn exactly"],
			["none", "completed", undefined],
		] as const;
		const samplers = expected.map(([failure]) => ({
			sampler,
			label: failure,
			options: { failure },
		}));
		const limits = { memory: "350 MB" };
		const suite = gaussianSuite(folder, {}, { samplers, limits });
		const { status, stdout } = await runApart(["run", suite, "--out", out]);
		expect(status).toBe(4);
		expect(stdout).toContain("report.html");
		for (const [index, [failure, outcome, reason]] of expected.entries()) {
			const record = recordsOf(out)[index];
			expect(record.sampler.label).toBe(failure);
			expect(record.status).toBe(outcome);
			if (reason !== undefined) expect(record.reason).toContain(reason);
		}
	});

	test("cells that never end, waiting or computing", async () => {
		const folder = scratch();
		const out = join(folder, "out");
		const samplers = ["hang", "spin"].map((failure) => ({
			sampler,
			label: failure,
			options: { failure },
		}));
		const limits = { time: "3 s" };
		const suite = gaussianSuite(folder, {}, { samplers, limits });
		const { status } = await runApart(["run", suite, "--out", out]);
		expect(status).toBe(4);
		expect(
			recordsOf(out).map((record) => [record.status, record.reason]),
		).toEqual(
			["hang", "spin"].map(() => [
				"timeout",
				"stopped at the limit of 3 s (limits.time)",
			]),
		);
	});

	test("a wrong sampler is found out: exit status 1", async () => {
		const folder = scratch();
		const suite = gaussianSuite(folder, { scale: 1.1 }, { draws: 20_000 });
		const { status, stderr } = await run([
			"run",
			suite,
			"--out",
			join(folder, "out"),
		]);
		expect(status).toBe(1);
		expect(stderr).toContain("⟨φ_x ∂S/∂φ_x⟩ = 1");
	});
});

describe("bad places", () => {
	test.concurrent("a file in the way", async () => {
		const folder = scratch();
		const suite = gaussianSuite(folder);
		writeFileSync(join(folder, "file"), "");
		for (const out of ["file", "file/below"]) {
			const { status, stderr } = await run([
				"run",
				suite,
				"--out",
				join(folder, out),
			]);
			expect(status).toBe(2);
			expect(stderr).toMatch(/^--out .*file.*: .*file.*\n$/);
		}
	});

	test.concurrent("a place where nothing can be made", async () => {
		const suite = gaussianSuite(scratch());
		const { status, stderr } = await run(["run", suite, "--out", "/proc/x/y"]);
		expect(status).toBe(2);
		expect(stderr).toMatch(/^--out \/proc\/x\/y: .*\n$/);
	});

	test("a folder that may not be written", async (context) => {
		const folder = scratch();
		const suite = gaussianSuite(folder);
		const place = join(folder, "locked");
		mkdirSync(place);
		chmodSync(place, 0o555);
		const wrapper = unprivileged();
		context.skip(wrapper === undefined, "runs as root without setpriv");
		chmodSync(folder, 0o755);
		const { status, stderr } = await run(
			["run", suite, "--out", join(place, "out")],
			wrapper,
		);
		expect(stderr).toMatch(/^--out .*: permission denied\n$/);
		expect(status).toBe(2);
	});

	test("a file size limit: one message, earlier records intact", async () => {
		const folder = scratch();
		const out = join(folder, "out");
		const suite = gaussianSuite(folder);
		expect((await run(["run", suite, "--out", out])).status).toBe(0);
		const before = readFileSync(join(out, "records.jsonl"), "utf8");
		// The next record would make the file larger than it may be.
		const kilobytes = Math.ceil(before.length / 1024) + 1;
		const { status, stderr } = await run(
			["run", suite, "--out", out, "--set", "seeds=[1,2]", "--quiet"],
			["bash", "-c", `ulimit -f ${kilobytes}; exec "$@"`, "bash"],
		);
		expect(stderr).toMatch(
			/^cannot write .*records\.jsonl: the file would grow beyond its limit; the 1 records written before are intact\n$/,
		);
		expect(status).toBe(2);
		expect(readFileSync(join(out, "records.jsonl"), "utf8")).toBe(before);
	});

	test("a full disk: one message, earlier records intact", async (context) => {
		const folder = scratch();
		const mount = join(folder, "small");
		mkdirSync(mount);
		const script = `mount -t tmpfs -o size=8m tmpfs ${mount} || exit 99
			"$@" >/dev/null 2>&1 || exit 98
			cp ${mount}/out/records.jsonl ${folder}/before
			head -c 16m /dev/zero > ${mount}/filler 2>/dev/null
			"$@" --set seeds=[1,2] --quiet; status=$?
			cmp ${mount}/out/records.jsonl ${folder}/before || exit 97
			exit $status`;
		const wrapper = ["unshare", "-rm", "bash", "-c", script, "bash"];
		context.skip(
			!works(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", mount]),
			"no small file system can be mounted here",
		);
		const { status, stderr } = await run(
			["run", gaussianSuite(folder), "--out", join(mount, "out")],
			wrapper,
		);
		expect(stderr).toMatch(
			/^(cannot write|--out) .*: no space left on the device.*\n$/,
		);
		expect([2, 4]).toContain(status);
	});

	test("records that were damaged are left alone", async () => {
		const folder = scratch();
		const out = join(folder, "out");
		const suite = gaussianSuite(folder);
		await run(["run", suite, "--out", out]);
		const path = join(out, "records.jsonl");
		const whole = readFileSync(path, "utf8");
		const cut = whole.slice(0, whole.length / 2);
		writeFileSync(path, cut);
		const { status, stderr } = await run(["run", suite, "--out", out]);
		expect(status).toBe(2);
		expect(stderr).toMatch(/records\.jsonl:1:1: not a record .*--fresh.*\n$/);
		expect(readFileSync(path, "utf8")).toBe(cut);
		const fresh = await run(["run", suite, "--out", out, "--fresh"]);
		expect(fresh.status).toBe(0);
		const kept = readdirSync(out).find((name) =>
			/^records\..*Z\.jsonl$/.test(name),
		);
		expect(readFileSync(join(out, kept ?? ""), "utf8")).toBe(cut);
	});
});

/** What a program is started with to have no more rights than anybody; undefined where that is impossible. */
function unprivileged(): readonly string[] | undefined {
	if (process.getuid?.() !== 0) return [];
	const wrapper = [
		"setpriv",
		"--reuid=65534",
		"--regid=65534",
		"--clear-groups",
	];
	return works([...wrapper, process.execPath, "-e", "0"]) ? wrapper : undefined;
}

function works([program, ...args]: readonly string[]): boolean {
	try {
		execFileSync(program, args, { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}
