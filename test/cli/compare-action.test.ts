import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = resolve(fileURLToPath(import.meta.url), "../../../..");
const action = parse(
	readFileSync(resolve(root, ".github/actions/compare/action.yml"), "utf8"),
) as {
	inputs: Record<string, { default?: string }>;
	runs: {
		using: string;
		steps: { run: string; env: Record<string, string> }[];
	};
};
const verdict = action.runs.steps[2].run;

test("the action fails on what it was asked to fail on", async () => {
	const exit = async (failOn: string, status: number) =>
		(
			await execa("bash", ["-c", verdict], {
				env: { FAIL_ON: failOn, STATUS: String(status) },
				reject: false,
			})
		).exitCode;
	expect(await exit("regression", 0)).toBe(0);
	expect(await exit("regression", 1)).toBe(1);
	expect(await exit("regression", 3)).toBe(0);
	expect(await exit("inconclusive", 3)).toBe(1);
	expect(await exit("never", 1)).toBe(0);
	expect(await exit("sometimes", 0)).toBe(2);
});

test("no input reaches a shell as code: every one goes through the environment", () => {
	for (const { run } of action.runs.steps) {
		expect(run).not.toMatch(/\$\{\{/);
	}
	expect(action.runs.using).toBe("composite");
});

test("a comparison that did not happen is never green", async () => {
	const [{ run }] = action.runs.steps;
	const folder = resolve(fileURLToPath(import.meta.url), "..");
	const go = (command: string) =>
		execa("bash", ["-e", "-c", run], {
			env: {
				BASE: "a",
				NEW: "b",
				ARGUMENTS: "",
				COMMAND: command,
				RUNNER_TEMP: tmpdir(),
				GITHUB_STEP_SUMMARY: "/dev/null",
				GITHUB_OUTPUT: "/dev/null",
			},
			cwd: folder,
			reject: false,
		});
	expect((await go("true")).exitCode).toBe(0);
	expect((await go("no-such-program")).exitCode).toBe(127);
	expect((await go("false")).exitCode).toBe(0);
});
