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

test("the documented job goes on to the comparison where a run has findings, and not where it broke", async () => {
	const text = readFileSync(resolve(root, "docs/regressions.md"), "utf8");
	const [, job] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
	const { steps } = (
		parse(job ?? "") as {
			jobs: {
				compare: { steps: { run?: string; with?: Record<string, string> }[] };
			};
		}
	).jobs.compare;
	const line = steps.find((step) => step.run?.includes(" run smoke"))?.run;
	const exit = async (status: number) =>
		(
			await execa(
				"bash",
				["-e", "-c", `npx() { return ${status}; }\n${line}`],
				{ reject: false },
			)
		).exitCode;
	const ends = await Promise.all([0, 1, 3, 4, 2, 130].map(exit));
	expect(ends).toEqual([0, 0, 0, 0, 1, 1]);
	const inputs = Object.keys(steps.at(-1)?.with ?? {});
	expect(inputs).toEqual(["base", "new", "arguments"]);
	for (const input of inputs) expect(action.inputs).toHaveProperty(input);
});

test("of several comments of its own the first is kept up to date", async () => {
	const { run } = action.runs.steps[1];
	const comment = async (known: string) =>
		(
			await execa(
				"bash",
				[
					"-eo",
					"pipefail",
					"-c",
					`gh() { case "$*" in *--paginate*) printf '${known}' ;; *) echo "$@" >&2 ;; esac; }\n${run}`,
				],
				{
					env: {
						RUNNER_TEMP: tmpdir(),
						REPOSITORY: "o/r",
						NUMBER: "7",
						MARKDOWN: "/dev/null",
					},
				},
			)
		).stderr;
	expect(await comment("")).toMatch(
		/--method POST repos\/o\/r\/issues\/7\/comments /,
	);
	expect(await comment("42\\n43\\n")).toMatch(
		/--method PATCH repos\/o\/r\/issues\/comments\/42 /,
	);
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
