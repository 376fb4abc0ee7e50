/** Where cells run changes no number. */
import { join } from "node:path";
import { expect, test } from "vitest";
import {
	gaussianSuite,
	recordsOf,
	runApart,
	scratch,
} from "../support/command.js";

test("inline gives the numbers of processes, and says what it cannot do", async () => {
	const folder = scratch();
	const suite = gaussianSuite(folder, {}, { seeds: [1, 2] });
	const numbers = async (executor: string) => {
		const out = join(folder, executor);
		const args = ["run", suite, "--out", out, "--executor", executor];
		expect((await runApart(args)).status).toBe(0);
		return recordsOf(out).map(({ key, estimators, checks }) => ({
			key,
			estimators,
			checks,
		}));
	};
	expect(await numbers("inline")).toEqual(await numbers("local"));
	const refused = await runApart([
		...["run", suite, "--out", join(folder, "jobs")],
		...["--executor", "inline", "--jobs", "2"],
	]);
	expect(refused.status).toBe(2);
	expect(refused.stderr).toMatch(/^--jobs with --executor inline: .*\n$/);
});
