import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.js";
import {
	baselineNames,
	saveBaseline,
} from "../../../harness/compare/baselines.js";
import { loadRuns } from "../../../harness/compare/load-runs.js";
import { run as latticebench } from "../../support/command.js";
import { recordOf, type Sampler } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "compare-"));
afterAll(() => rmSync(folder, { recursive: true }));
const baselines = join(folder, "baselines");
async function run(...args: string[]) {
	const { status, stdout, stderr } = await latticebench(args);
	return { exitCode: status, stdout: stdout.trimEnd(), stderr };
}

const good: Sampler = { a: 0.5, draws: 4000, observables: 1 };

function store(name: string, sampler: Sampler, seed: number): string {
	const path = join(folder, name);
	mkdirSync(path, { recursive: true });
	const line = JSON.stringify(recordOf(sampler, seed));
	writeFileSync(join(path, "records.jsonl"), `${line}\n`);
	writeFileSync(join(path, "suite.yaml"), "title: synthetic\n");
	return path;
}

describe("reading runs", () => {
	test("a folder, a file, a folder of folders, a name", async () => {
		const one = store("several/one", good, 1);
		store("several/two", good, 2);
		expect(loadRuns(one, baselines).records).toHaveLength(1);
		expect(loadRuns(one, baselines).suite).toBe(join(one, "suite.yaml"));
		const file = join(one, "records.jsonl");
		expect(loadRuns(file, baselines).records).toHaveLength(1);
		const both = loadRuns(join(folder, "several"), baselines);
		expect(both.records).toHaveLength(2);
		await saveBaseline(baselines, "main", both.records, both.suite);
		expect(loadRuns("main", baselines).records).toHaveLength(2);
		expect(baselineNames(baselines)).toEqual(["main"]);
	});
	test("whatever cannot be read is an error", () => {
		expect(() => loadRuns("mian", baselines)).toThrow(/main/);
		const empty = join(folder, "empty");
		mkdirSync(empty);
		expect(() => loadRuns(empty, baselines)).toThrow(InputError);
		writeFileSync(join(empty, "records.jsonl"), "");
		expect(() => loadRuns(empty, baselines)).toThrow(/no records/);
		writeFileSync(join(empty, "records.jsonl"), '{"schema": 1}\n');
		expect(() => loadRuns(empty, baselines)).toThrow(/records\.jsonl:1:1: /);
		const line = JSON.stringify(recordOf(good, 1));
		writeFileSync(join(empty, "records.jsonl"), `${line}\n{"schema"\n`);
		expect(() => loadRuns(empty, baselines)).toThrow(/records\.jsonl:2:1: /);
	});
});

describe("baselines", () => {
	test("the same records give the same bytes in any order, without private paths", async () => {
		const records = [recordOf(good, 1), recordOf(good, 2)];
		const file = join(baselines, "stable", "records.jsonl");
		await saveBaseline(baselines, "stable", records);
		const first = readFileSync(file, "utf8");
		await saveBaseline(baselines, "stable", records.toReversed());
		expect(readFileSync(file, "utf8")).toBe(first);
		expect(first).not.toMatch(/\/home\//);
		expect(loadRuns("stable", baselines).records).toHaveLength(2);
	});
	test("a name is no path", async () => {
		for (const name of ["../up", "a/b", "", ".hidden"]) {
			await expect(saveBaseline(baselines, name, [])).rejects.toThrow(
				InputError,
			);
		}
	});
});

describe("command line", () => {
	test("0 for the same, 1 for a sabotaged sampler, 3 for too little, 2 for nothing", async () => {
		const base = store("base", good, 11);
		const same = await run("compare", base, base);
		expect(same.exitCode).toBe(0);
		expect(same.stdout).toMatch(/^no regression \(exit status 0\)/);
		const sabotaged = store("bad", { ...good, bias: 0.5 }, 12);
		const wrong = await run("compare", base, sabotaged, "--format", "json");
		expect(wrong.exitCode).toBe(1);
		const verdict = JSON.parse(wrong.stdout);
		expect(verdict.verdict).toBe("regressed");
		expect(verdict.falsePositiveRate.total).toBeGreaterThan(0);
		const short = store("short", good, 13);
		const open = await run("compare", base, short, "--format", "markdown");
		expect(open.exitCode).toBe(3);
		expect(open.stdout).toMatch(/^### latticebench: inconclusive\n/);
		expect(open.stdout).toMatch(/with a chance of at most/);
		const missing = await run("compare", base, join(folder, "nowhere"));
		expect([missing.exitCode, missing.stdout]).toEqual([2, ""]);
	});
	test("save, list, path, compare by name", async () => {
		const base = store("named", good, 21);
		const option = ["--baselines", join(folder, "named-baselines")];
		const saved = await run("baselines", "save", "v1", base, ...option);
		expect(saved.exitCode).toBe(0);
		const more = store("named-2", { ...good, session: "other" }, 22);
		await run("baselines", "save", "v1", more, "--append", ...option);
		const list = await run("baselines", "list", ...option);
		expect(list.stdout).toMatch(/v1 +2 +2 /);
		const path = await run("baselines", "path", "v1", ...option);
		expect(path.stdout).toBe(join(folder, "named-baselines", "v1"));
		const compared = await run("compare", "v1", "v1", ...option);
		expect(compared.exitCode).toBe(0);
		const wrong = await run("baselines", "path", "v2", ...option);
		expect(wrong.exitCode).toBe(2);
		expect(wrong.stderr).toMatch(/v1/);
	});
});
