/** What a run says about its samplers together: in comparison.json, to people, and by its exit status. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { comparisonSchema } from "../../core/comparison.js";
import { compareCells } from "../../harness/comparison.js";
import { gaussianSuite, recordsOf, run, scratch } from "../support/command.js";
import { sampler } from "../support/paths.js";

function comparisonOf(folder: string) {
	const text = readFileSync(join(folder, "comparison.json"), "utf8");
	return comparisonSchema.parse(JSON.parse(text)).targets[0];
}

test("a sabotaged sampler is named by the pair, even where no check of its own saw it", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const suite = gaussianSuite(
		folder,
		{},
		{
			samplers: [
				{ sampler, label: "right", options: {} },
				{ sampler, label: "weighted", options: { kind: "weighted" } },
				{ sampler, label: "wrong", options: { scale: 1.2 } },
			],
			draws: 4000,
		},
	);
	expect((await run(["run", suite, "--out", out])).status).toBe(1);
	const { pairs } = comparisonOf(out);
	expect(pairs.map(({ name, verdict }) => [name, verdict])).toEqual([
		[
			"right (chain) ~ weighted (reweighted)",
			expect.stringMatching(/^(pass|inconclusive)$/),
		],
		["right (chain) ~ wrong (chain)", "fail"],
		["weighted (reweighted) ~ wrong (chain)", "fail"],
	]);
	expect(pairs[1].checks.phi2.verdict).toBe("fail");
	expect(pairs[1].checks["law of phi2"].verdict).toBe("fail");
	expect(pairs[0].checks["law of phi2"].verdict).toBe("pass");
	expect(pairs[1].checks.joint.verdict).toBe("fail");
	expect(pairs[1].checks.joint.claim).toContain("phi2, phi4");
	expect(pairs[0].checks.joint).toMatchObject({
		kind: "hotelling",
		verdict: "pass",
	});

	// The same again without the checks: the records are kept, the pairs are judged anew.
	const blind = recordsOf(out).map(({ checks, ...rest }) => rest);
	writeFileSync(
		join(out, "records.jsonl"),
		blind.map((record) => `${JSON.stringify(record)}\n`).join(""),
	);
	const again = await run(["run", suite, "--out", out]);
	expect(again.status).toBe(1);
	expect(again.stderr.replace(/\s+/g, " ")).toMatch(
		/right and wrong disagree on free in .*neither is ranked/,
	);
	const tables = await run(["tables", out]);
	expect(tables.stdout).toMatch(/\| failed +\| wrong/);
	expect(tables.stdout).not.toMatch(/^\| 1 +\|/m);

	// A damaged history takes the tests that need it away and nothing else.
	for (const { key } of recordsOf(out))
		writeFileSync(join(out, "cells", key, "history-phi2.npy"), "no array");
	const damaged = await compareCells([
		{ folder: out, records: recordsOf(out) },
	]);
	expect(damaged.targets[0].pairs[1].verdict).toBe("fail");
	expect(damaged.targets[0].pairs[1].checks["law of phi2"]).toBeUndefined();
	expect(damaged.targets[0].pairs[1].checks.joint).toBeUndefined();
});

test("a run of one sampler has a comparison too, and no pairs", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	expect((await run(["run", gaussianSuite(folder), "--out", out])).status).toBe(
		0,
	);
	const target = comparisonOf(out);
	expect(target.pairs).toEqual([]);
	expect(target.machines[0].prices[0].rate.seeds).toBe(1);
});
