/** The Python package's own tests, where Python has what they need. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const python = process.env.LATTICEBENCH_PYTHON ?? "python3";
const folder = fileURLToPath(new URL("../../../python", import.meta.url));

test("pytest passes", { timeout: 300_000 }, ({ skip }) => {
	const needs = spawnSync(python, ["-c", "import numpy, pytest"]);
	if (needs.status !== 0)
		skip(
			`${python} with numpy and pytest is not here; LATTICEBENCH_PYTHON names another one`,
		);
	const { status, stdout, stderr } = spawnSync(
		python,
		["-m", "pytest", "-q", "-p", "no:cacheprovider"],
		{
			cwd: folder,
			encoding: "utf8",
			env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
			timeout: 240_000,
		},
	);
	expect(status, `${stdout}\n${stderr}`).toBe(0);
});
