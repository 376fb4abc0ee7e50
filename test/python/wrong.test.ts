/** Programs of others that are wrong on purpose must fail their checks. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordsOf, run, scratch } from "../support/command.js";

const suite = join(import.meta.dirname, "../../../examples/outside/wrong.yaml");

test("a chain with a large step and a flow of few steps fail, each where it is wrong", {
	timeout: 120_000,
}, async ({ skip }) => {
	if (spawnSync("python3", ["-c", "import numpy"]).status !== 0)
		skip("python3 with numpy is not here");
	const out = join(scratch(), "out");
	await run([
		"run",
		suite,
		"--out",
		out,
		"--set",
		"draws=6400",
		"--set",
		"measure.seconds=0.001",
	]);
	const failed = Object.fromEntries(
		recordsOf(out).map(({ sampler, checks }) => [
			sampler.label,
			Object.entries(checks ?? {})
				.filter(([, { verdict }]) => verdict === "fail")
				.map(([name]) => name),
		]),
	);
	expect(failed).toEqual({
		"unadjusted Langevin, large step": expect.arrayContaining([
			"SD1 (chain)",
			"SD joint (chain)",
		]),
		"flow of two Euler steps": ["⟨log w⟩ within log Z (reweighted)"],
	});
});
