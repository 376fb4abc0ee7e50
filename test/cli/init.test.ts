/** A first suite: it is a suite, its editors find its schema, and mistakes are told before anything is written. */
import {
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { CommanderError } from "commander";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { initCommand } from "../../cli/commands/init.js";
import { builtin } from "../../suites/catalogue.js";
import { firstSuite } from "../../suites/first-suite.js";
import { loadText } from "../../suites/load.js";
import { pointsOf } from "../../suites/points.js";

const folder = mkdtempSync(join(tmpdir(), "latticebench-init-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command in this process, which has no terminal to ask at. */
async function init(file: string, ...words: string[]) {
	const said = { stdout: "", stderr: "" };
	const spies = (["stdout", "stderr"] as const).map((name) =>
		vi.spyOn(process[name], "write").mockImplementation((text) => {
			said[name] += text;
			return true;
		}),
	);
	const before = process.exitCode;
	const terminal = process.stdin.isTTY;
	process.stdin.isTTY = false;
	try {
		const command = initCommand().exitOverride();
		await command.parseAsync([join(folder, file), ...words], { from: "user" });
		return { ...said, status: process.exitCode };
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		return { ...said, status: 2 };
	} finally {
		process.exitCode = before;
		process.stdin.isTTY = terminal;
		for (const spy of spies) spy.mockRestore();
	}
}

test("the suite is valid by its schema, which lies beside it under the name in its head", async () => {
	const { status, stdout } = await init(
		"new/my.yaml",
		"--shape",
		"8x8",
		"--seeds",
		"2",
	);
	expect(status).toBe(0);
	expect(stdout).toContain("new/my.yaml --dry-run");
	const text = readFileSync(join(folder, "new/my.yaml"), "utf8");
	const [, name = ""] =
		text.match(/^# yaml-language-server: \$schema=(\S+)\n/) ?? [];
	const schema = JSON.parse(readFileSync(join(folder, "new", name), "utf8"));
	const validate = new Ajv2020({ strict: false }).compile(schema);
	const value = parse(text);
	expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
	expect(value.targets[0].shape).toEqual([8, 8]);
	expect(value.seeds).toEqual([1, 2]);
	expect(value.samplers.length).toBeGreaterThan(2);
});

test("every action starts at a point of a built-in suite and gives a valid suite", async () => {
	for (const action of builtin.actions.keys()) {
		const [point] = await pointsOf(action);
		if (point === undefined) throw new Error(`no suite with ${action}`);
		const text = firstSuite(
			{
				...{ action, ...point, samplers: ["hmc"], seeds: [1] },
				...{ draws: 1000, seconds: 5, schema: "s.json" },
			},
			builtin,
		);
		const { suite } = await loadText({ file: "s.yaml", text }, folder);
		expect(suite.targets[0].action).toBe(action);
		expect(suite.targets[0].parameters).toEqual(point.parameters);
	}
});

describe("mistakes: one message, exit status 2, nothing written", () => {
	test.each([
		[["--action", "ph4"], /"ph4" is no action; did you mean "phi4"\?/],
		[["--samplers", "hmc,relnvp"], /did you mean "realnvp"\?/],
		[
			["--parameters", "m2=-4,lamda=1"],
			/nothing written: bad\.yaml:\d+:\d+: .*lambda/,
		],
		[["--shape", "8xa"], /expected a whole number above 0/],
	])("%j", async (words, message) => {
		const { status, stderr } = await init("bad.yaml", ...words);
		expect(stderr).toMatch(message);
		expect(status).toBe(2);
		expect(existsSync(join(folder, "bad.yaml"))).toBe(false);
		expect(existsSync(join(folder, "latticebench.schema.json"))).toBe(false);
	});

	test("a file that is there stays", async () => {
		writeFileSync(join(folder, "mine.yaml"), "mine");
		const { status, stderr } = await init("mine.yaml");
		expect(status).toBe(2);
		expect(stderr).toContain("--force");
		expect(readFileSync(join(folder, "mine.yaml"), "utf8")).toBe("mine");
	});
});
