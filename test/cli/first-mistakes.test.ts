/** What somebody meets who types a name wrong, or copied the program without its suites. */
import { spawnSync } from "node:child_process";
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Writable } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { withNearestChoice } from "../../cli/text/nearest-choice.js";
import { createProgress } from "../../cli/text/progress.js";
import { planCells } from "../../harness/plan.js";
import { loadText } from "../../suites/load.js";
import { run } from "../support/command.js";
import { cli } from "../support/paths.js";

const folder = mkdtempSync(join(tmpdir(), "latticebench-mistakes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a program without its folder of suites says so, and still runs a file", () => {
	const root = resolve(dirname(cli), "../..");
	const copy = join(folder, "copy");
	mkdirSync(copy);
	copyFileSync(join(root, "package.json"), join(copy, "package.json"));
	for (const name of ["dist", "node_modules"])
		symlinkSync(join(root, name), join(copy, name));
	// With links kept, the program takes the copy for the place where it is.
	const links = ["--preserve-symlinks", "--preserve-symlinks-main"];
	const ran = (...args: string[]) =>
		spawnSync(
			process.execPath,
			[...links, join(copy, "dist/cli/main.js"), ...args],
			{ encoding: "utf8", cwd: folder },
		);
	const said = `no suites are built in here: they belong into ${join(copy, "suites")}\n`;
	const list = ran("list", "suites");
	expect([list.status, list.stdout, list.stderr]).toEqual([2, "", said]);
	const nothing = ran("run", "nothing");
	expect(nothing.status).toBe(2);
	expect(nothing.stderr).toBe(`no suite "nothing": no such file, and ${said}`);
	const file = join(root, "suites/smoke.yaml");
	expect(ran("run", file, "--dry-run", "--out", "a").status).toBe(0);
});

test("no page is announced for a folder without a run", async () => {
	const missing = join(folder, "none");
	const { status, stdout, stderr } = await run(["watch", missing]);
	expect([status, stdout]).toEqual([2, ""]);
	expect(stderr).toMatch(/expected the folder of a run\n$/);
});

test("a wrong choice is answered with the nearest one", () => {
	expect(
		withNearestChoice(
			"error: option '--format <name>' argument 'latx' is invalid. Allowed choices are latex, csv.\n",
		),
	).toBe(
		"error: option '--format <name>' argument 'latx' is invalid; expected one of latex, csv; did you mean \"latex\"?\n",
	);
	const other = "error: missing required argument 'kind'\n";
	expect(withNearestChoice(other)).toBe(other);
});

test("a cell that is evaluated again is not counted again", async () => {
	const { suite } = await loadText(
		{
			file: "s.yaml",
			text: "targets: [{ label: a, action: free-field, shape: [4], parameters: { m2: 1 } }]\nsamplers: [hmc, gaussian]\n",
		},
		folder,
	);
	const [first, second] = planCells(suite);
	if (first === undefined || second === undefined) throw new Error("two cells");
	let said = "";
	const stream = new Writable({
		write(chunk, _, done) {
			said += String(chunk);
			done();
		},
	});
	const progress = createProgress({
		stream: stream as NodeJS.WriteStream,
		quiet: false,
		color: false,
		now: () => 0,
	});
	progress.planned({
		cells: 2,
		kept: 0,
		setAside: 0,
		others: 0,
		hopeless: [],
	});
	for (const cell of [first, second, first]) progress.started(cell);
	expect(said.split("\n").slice(1, 4)).toEqual([
		"[1/2] a / hmc / seed 1",
		"[2/2] a / gaussian / seed 1",
		"[again] a / hmc / seed 1, with draws of its target",
	]);
});

test("mistakes in arguments are one line, whatever they are", async () => {
	for (const args of [
		["frobnicate"],
		["report", "--nothing", "x"],
		["figures"],
		["list", "sampler"],
		["analyze", join(folder, "none.csv")],
	]) {
		const { status, stdout, stderr } = await run(args);
		expect([status, stdout]).toEqual([2, ""]);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	}
	const { stderr } = await run(["analyze", join(folder, "none.csv")]);
	expect(stderr).toMatch(
		/none\.csv: cannot be read: no such file or folder\n$/,
	);
});

test("list without a kind lists everything", async () => {
	const { status, stdout } = await run(["list"]);
	expect(status).toBe(0);
	const lines = stdout.split("\n");
	for (const kind of ["suites", "samplers", "actions", "observables"])
		expect(lines).toContain(kind);
	expect(stdout).toMatch(/^ {2}hmc +\S/m);
});

test("a dry run says where chains are too short", async () => {
	const file = join(folder, "short.yaml");
	writeFileSync(
		file,
		"targets: [{ label: a, action: free-field, shape: [4], parameters: { m2: 1 } }]\nsamplers: [{ sampler: hmc, options: { chains: 64 } }]\ndraws: 640\n",
	);
	const { stdout } = await run(["run", file, "--dry-run"]);
	expect(stdout).toContain("only 10 measurements in each of 64 chains");
	writeFileSync(file, `${readFileSync(file, "utf8").replace("640", "64000")}`);
	expect((await run(["run", file, "--dry-run"])).stdout).not.toContain("only");
});
