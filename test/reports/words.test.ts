/** Sentences of a page with everything in it: crashed, refused and frozen samplers, claims, plurals. */
import { expect, test } from "vitest";
import { failuresText, valueWord } from "../../cli/text/progress-words.js";
import type { BenchRecord } from "../../core/record.js";
import { spanOf } from "../../reports/charts/grammar/range.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import { lostLines } from "../../reports/model/lost.js";
import { withSymbols } from "../../reports/model/symbols.js";
import { endingText } from "../../reports/text/reason.js";
import { syntheticRecords } from "./synthetic.js";

const claim = "⟨absMagnetization⟩ = 0.1414 ± 0.0001";
const failing = { claim, kind: "student", verdict: "fail" } as const;

/** hmc fails the same check in all seeds, realnvp crashes in all. */
const records = syntheticRecords().map((record): BenchRecord => {
	const { label } = record.sampler;
	if (label === "hmc")
		return {
			...record,
			checks: {
				"reference absMagnetization (chain)": failing,
				"SD joint (chain)": {
					...failing,
					claim: "5 identities hold together",
					kind: "hotelling",
					statistic: 137,
				},
				"R-hat (chain)": {
					...failing,
					claim: "split rank-normalised R-hat < 1.01",
				},
			},
		};
	if (label !== "realnvp") return record;
	const { schema, key, suite, action, sampler, seed, draws } = record;
	return {
		...{ schema, key, suite, action, sampler, seed, draws },
		status: "failed",
		reason: "draw: out of memory",
	};
});

test("names of the code stand in no claim, and equal failures of several seeds stand once", async () => {
	const html = await renderHtml(records);
	expect(html).toContain("⟨|m|⟩ = 0.1414 ± 0.0001");
	expect(html).toContain("split rank-normalised R̂ &#60; 1.01");
	const [banner = ""] = /<div class="trust[\s\S]*?<\/div>/.exec(html) ?? [];
	expect(banner.match(/⟨\|m\|⟩ = 0.1414/g)).toHaveLength(1);
	expect(banner).toContain("(3 seeds)");
	expect(html).toContain("T² = 137");
	expect(html).toContain("and 2 other checks");
	expect(html).toContain("failed in all 3 seeds while drawing: out of memory");
});

test("cells that ended alike share a line", () => {
	const [section] = arrange(records).sections;
	expect(lostLines(section)).toEqual([
		"realnvp, seeds 1, 2 and 3: failed while drawing: out of memory",
	]);
	expect(endingText("skipped", "needs links: of U(1)")).toBe(
		"skipped: needs links: of U(1)",
	);
});

test("progress says how many checks failed and what they claim", () => {
	const [one] = records.filter(({ sampler }) => sampler.label === "hmc");
	const single = { ...one, checks: { a: failing } };
	expect(failuresText(single)).toEqual({
		count: "1 check failed",
		claims: "⟨|m|⟩ = 0.1414 ± 0.0001",
	});
	expect(failuresText({ ...one, checks: {} })).toBeUndefined();
	expect(["ess", "stepError", "sweep"].map(valueWord)).toEqual([
		"ESS",
		"step error",
		"sweep",
	]);
});

test("what a failed sampler finds far away does not stretch an axis", () => {
	const [section] = arrange(records).sections;
	const [good, bad] = ["equivariant-cnf", "hmc"].map(
		(name) =>
			section.samplers.find(({ label }) => label === name)?.id ?? "none",
	);
	const sound = [0, 1].map((value) => ({ sampler: good, value }));
	const near = { sampler: bad, value: 2.5 };
	const far = { sampler: bad, value: 30 };
	expect(spanOf(section, [...sound, near])).toEqual([0, 2.5]);
	expect(spanOf(section, [...sound, near, far])).toEqual([0, 1.5]);
});

test("a reason of a record names quantities by their symbols", () => {
	const symbols = new Map([
		["actionDensity", "⟨S⟩/V"],
		["phi2", "⟨φ²⟩"],
		["binder", "U"],
	]);
	expect(
		withSymbols(
			symbols,
			"weighted draws must be independent, and actionDensity has ρ = 0.04; phi2 and phi20, binder",
		),
	).toBe(
		"weighted draws must be independent, and S/V has ρ = 0.04; φ² and phi20, binder",
	);
});
