/** The table of effects against the changes that the synthetic series were made with. */
import { expect, test } from "vitest";
import { comparisonPage } from "../../../cli/text/comparison-page.js";
import {
	comparisonMarkdown,
	comparisonText,
} from "../../../cli/text/comparison-text.js";
import { compareRuns } from "../../../harness/compare/compare.js";
import type { Comparison, Effect } from "../../../harness/compare/finding.js";
import { runsOf, type Sampler } from "./support.js";

const long: Sampler = { a: 0.8, draws: 40_000, seconds: 2, work: 10 };

function effect({ effects }: Comparison, quantity: string): Effect {
	const found = effects.find((e) => e.quantity.startsWith(quantity));
	if (found === undefined) throw new Error(`no effect on ${quantity}`);
	return found;
}

test("a doubled autocorrelation time stands in its line, inside its interval", () => {
	const slower = { ...long, a: 0.9, seconds: 3, work: 20 };
	const comparison = compareRuns(
		runsOf("base", long, [1, 2, 3]),
		runsOf("new", slower, [4, 5, 6]),
	);
	const tau = effect(comparison, "τ_int of");
	// tauInt = (1 + a) / (2 (1 - a)): 4.5 and 9.5. Intervals of 90 % that are this far off come once in 10^5.
	expect(tau.before.value).toBeCloseTo(4.5, 0);
	expect(tau.after.value).toBeGreaterThan(8);
	const { value = 0, low = 0, high = 0 } = tau.ratio ?? {};
	const reach = Math.log(high / low) / 2 / 1.645;
	expect(Math.abs(Math.log(value / (9.5 / 4.5))) / reach).toBeLessThan(4.5);
	expect(tau.p).toBeLessThan(1e-3);
	expect(effect(comparison, "evaluations").ratio?.value).toBeCloseTo(2, 12);
	expect(effect(comparison, "device-seconds").ratio?.value).toBeCloseTo(1.5, 6);
	expect(effect(comparison, "⟨o").verdict).toBe("same");
});

test("what cannot be decided has its line too, without an interval that nobody knows", () => {
	const trained = { ...long, trained: true };
	const comparison = compareRuns(
		runsOf("base", trained, [1]),
		runsOf("new", trained, [2]),
	);
	expect(comparison.verdict).toBe("inconclusive");
	const tau = effect(comparison, "τ_int of");
	expect(tau.verdict).toBe("inconclusive");
	expect(tau.ratio?.value).toBeCloseTo(1, 0);
	expect(tau.ratio?.low).toBeUndefined();
	for (const text of [
		comparisonText(comparison),
		comparisonMarkdown(comparison),
		comparisonPage(comparison),
	]) {
		expect(text).toContain("90 % interval");
		expect(text.replaceAll("\\", "")).toMatch(/τ_int of o\d/);
		expect(text).toContain("undecided");
	}
});

test("Markdown has as many cells in every line; the page holds no script and shows names as text", () => {
	const named = { ...long, target: "<script>|x|" };
	const comparison = compareRuns(
		runsOf("base", named, [1, 2, 3]),
		runsOf("new", named, [4, 5, 6]),
	);
	const lines = comparisonMarkdown(comparison)
		.split("\n")
		.filter(
			(line) => /^\|.*\|$/.test(line) && line.split(/(?<!\\)\|/).length > 7,
		);
	expect(lines.length).toBeGreaterThan(4);
	for (const line of lines) expect(line.split(/(?<!\\)\|/)).toHaveLength(10);
	const page = comparisonPage(comparison);
	expect(page).not.toMatch(/<script/);
	expect(page).toContain("default-src 'none'; style-src 'sha256-");
});
