import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gaussianSuite, recordsOf, run, scratch } from "../support/command.js";
import { sampler } from "../support/paths.js";

test("the folder of another suite is refused, with the ways out, and left as it is", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const first = gaussianSuite(folder, {}, { title: "first" });
	expect((await run(["run", first, "--out", out])).status).toBe(0);
	const before = readFileSync(join(out, "records.jsonl"), "utf8");
	const suiteBefore = readFileSync(join(out, "suite.yaml"), "utf8");
	const second = gaussianSuite(folder, {}, { title: "second" });
	const refused = await run(["run", second, "--out", out]);
	expect(refused.status).toBe(2);
	expect(refused.stderr).toContain(
		`--out ${out}: holds a record of the suite "first", and this is "second"; choose another folder, or --fresh`,
	);
	expect(readFileSync(join(out, "records.jsonl"), "utf8")).toBe(before);
	expect(readFileSync(join(out, "suite.yaml"), "utf8")).toBe(suiteBefore);
	expect(existsSync(join(out, ".owner.json"))).toBe(false);
	const fresh = await run(["run", second, "--out", out, "--fresh"]);
	expect(fresh.status).toBe(0);
	expect(recordsOf(out).map(({ suite }) => suite)).toEqual(["second"]);
});

test("an edited suite goes on in its folder, and says what it no longer asks for", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const suite = (labels: readonly string[]) =>
		gaussianSuite(
			folder,
			{},
			{
				title: "edited",
				samplers: labels.map((label) => ({ sampler, label })),
			},
		);
	await run(["run", suite(["a", "b"]), "--out", out]);
	const { status, stderr } = await run(["run", suite(["b"]), "--out", out]);
	expect(status).toBe(0);
	expect(stderr).toMatch(/1 cell, 1 kept from before, 1 more in the folder/);
	expect(recordsOf(out)).toHaveLength(2);
});

test("two runs of one label with other budgets or draws are two rows, under names that say so", async () => {
	const folder = scratch();
	const outs = [];
	for (const [name, more] of [
		["a", { budget: { seconds: 30 } }],
		["b", { budget: { steps: 3 } }],
		["c", { budget: { steps: 3 }, draws: 3000 }],
	] as const) {
		const out = join(folder, name);
		outs.push(out);
		const path = join(folder, `${name}.yaml`);
		writeFileSync(
			path,
			readFileSync(gaussianSuite(folder, {}, { title: name, ...more })),
		);
		expect((await run(["run", path, "--out", out])).status).toBe(0);
	}
	const joined = join(folder, "joined.html");
	const { status, stderr } = await run(["report", ...outs, "--output", joined]);
	expect(status).toBe(0);
	for (const words of [
		"gaussian (30 s, 2000 draws)",
		"gaussian (3 steps, 2000 draws)",
		"gaussian (3 steps, 3000 draws)",
	])
		expect(stderr).toContain(words);
});
