import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gaussianSuite, run, scratch } from "../support/command.js";

test("a broken line in the records is named and left out, and a byte-order mark is none", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const suite = gaussianSuite(folder);
	expect((await run(["run", suite, "--out", out])).status).toBe(0);
	const path = join(out, "records.jsonl");
	writeFileSync(path, `\uFEFF${readFileSync(path, "utf8")}`);
	const marked = await run(["tables", out]);
	expect(marked).toMatchObject({ status: 0, stderr: "" });
	expect((await run(["compare", out, out])).stderr).not.toContain(
		"not a record",
	);
	appendFileSync(path, '{"schema":1,"key":\n');
	const page = join(folder, "page.html");
	for (const args of [
		["tables", out],
		["report", out, "--output", page],
	]) {
		const { status, stderr } = await run(args);
		expect(status).toBe(0);
		expect(stderr).toContain(`${path}:2:1: not a record`);
		expect(stderr).toContain("this line is left out");
	}
	// `run` would write the file anew, and lose that line.
	const again = await run(["run", suite, "--out", out]);
	expect(again.status).toBe(2);
	expect(again.stderr).toContain(`${path}:2:1: not a record`);
});
