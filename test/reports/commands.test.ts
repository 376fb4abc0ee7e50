/** The commands that read records: what they print and how they end. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareCells } from "../../harness/comparison.js";
import { renderTables } from "../../reports/tables.js";
import { run as latticebench } from "../support/command.js";
import { syntheticRecords } from "./synthetic.js";

const folder = mkdtempSync(join(tmpdir(), "latticebench-commands-"));
const records = syntheticRecords({ seeds: [1] });

beforeAll(() => {
	for (const name of ["good", "empty", "zero"]) mkdirSync(join(folder, name));
	const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
	writeFileSync(join(folder, "good/records.jsonl"), lines);
	writeFileSync(join(folder, "zero/records.jsonl"), "");
	writeFileSync(join(folder, "wrong.yaml"), "figures:\n  - chart: eficiency\n");
	writeFileSync(
		join(folder, "zero.yaml"),
		"figures:\n  - chart: efficiency\n    axes: { x: { scale: log, domain: [0, 100] } }\n",
	);
	writeFileSync(
		join(folder, "linear.yaml"),
		"figures:\n  - chart: efficiency\n    axes: { x: { domain: [0, 1e6] } }\n",
	);
	writeFileSync(
		join(folder, "stranger.yaml"),
		"figures:\n  - chart: efficiency\n    samplers: [hcm]\n",
	);
});

const here = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
	process.chdir(here);
	rmSync(folder, { recursive: true, force: true });
});

const run = (...words: string[]) => latticebench(words);

const mistakes: (readonly [string, readonly string[], RegExp])[] = [
	["a folder that is not there", ["report", "missing"], /missing/],
	["a folder without records", ["tables", "empty"], /no records\.jsonl/],
	["a file without records", ["report", "zero"], /no records in it/],
	["a file for a folder", ["tables", "wrong.yaml"], /not a folder/],
	[
		"a chart that does not exist",
		["figures", "good", "--spec", "wrong.yaml"],
		/^wrong\.yaml:2:12: .*did you mean "efficiency"\?/,
	],
	[
		"a logarithmic axis from zero, which has no end",
		["figures", "good", "--spec", "zero.yaml"],
		/^zero\.yaml:3:38: .*expected ends above 0 on a logarithmic axis/,
	],
	[
		"a sampler that is not in the records",
		["figures", "good", "--spec", "stranger.yaml"],
		/^stranger\.yaml:3:16: "hcm".*did you mean "hmc"\?/,
	],
];
if (process.platform === "linux")
	mistakes.push([
		"a place where no folder can be made",
		["report", "good", "--output", "/proc/no/report.html"],
		/cannot write \/proc\/no\/report\.html/,
	]);
for (const [what, words, message] of mistakes)
	test(`${what}: one message and exit status 2`, async () => {
		const { status, stderr, stdout } = await run(...words);
		expect(status).toBe(2);
		expect(stdout).toBe("");
		expect(stderr).toMatch(message);
		expect(stderr.trim().split("\n")).toHaveLength(1);
	});

test("tables go to standard output", async () => {
	const { stdout: text } = await run("tables", "good", "--format", "csv");
	const comparison = await compareCells([
		{ folder: join(folder, "good"), records },
	]);
	expect(text).toBe(renderTables(records, "csv", comparison));
});

test("a domain from zero makes a logarithmic axis linear, and the figure has an end", async () => {
	const words = ["--spec", "linear.yaml", "--output", "linear"];
	const { status, stdout } = await run(
		"figures",
		"good",
		"--format",
		"svg",
		...words,
	);
	expect(status).toBe(0);
	expect(stdout).toContain("efficiency.svg");
});

test("a report stands where it was asked for, and says where", async () => {
	const { status, stdout } = await run(
		"report",
		"good",
		"--output",
		"new/page.html",
	);
	expect(status).toBe(0);
	expect(stdout.trim()).toBe("new/page.html");
});
