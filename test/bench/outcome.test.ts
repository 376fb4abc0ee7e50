/** Results of benchmarks as files, and their ratios. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { emptyOutcome, readOutcome } from "../../bench/outcome.js";
import { estimatedRatio, ratioOf } from "../../bench/ratio.js";

const folder = mkdtempSync(join(tmpdir(), "latticebench-outcome-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a ratio is the median of its rounds, with quartiles and the scatter of its logarithm", () => {
	const { log: _, ...told } = ratioOf("a", "b", [3, 1, 2, 5, 4], [8, 6, 7]);
	expect(told).toEqual({
		what: "a",
		against: "b",
		faster: 3,
		low: 2,
		high: 4,
		cores: 7,
		rounds: 5,
	});
	expect(ratioOf("a", "b", [Math.E ** 2, 1, Math.E]).log).toEqual({
		mean: expect.closeTo(1),
		variance: expect.closeTo(1 / 3),
		degreesOfFreedom: 2,
	});
	expect(ratioOf("a", "b", [3]).log).toBeNull();
});

test("the parts of an estimated ratio add their variances", () => {
	const told = { what: "a", against: "b", faster: 2, cores: 2, rounds: 4 };
	const { low, high, log } = estimatedRatio(told, [
		{ variance: 0.03, degreesOfFreedom: 3 },
		{ variance: 0.01, degreesOfFreedom: 1 },
	]);
	expect(log?.mean).toBeCloseTo(Math.log(2));
	expect(log?.variance).toBeCloseTo(0.04);
	expect(log?.degreesOfFreedom).toBeCloseTo(0.04 ** 2 / (3e-4 + 1e-4));
	expect([low, high].map((bound) => Math.log(bound / 2) / 0.2)).toEqual([
		expect.closeTo(-0.674),
		expect.closeTo(0.674),
	]);
});

test("a file of another kind or format is refused with its name", () => {
	const file = join(folder, "other.json");
	const write = (content: object) =>
		writeFileSync(file, JSON.stringify(content));
	write({ ...emptyOutcome(), ratios: 3 });
	expect(() => readOutcome(file)).toThrow(
		/other\.json is no result of npm run bench: ratios/,
	);
	const { format: _, ...old } = emptyOutcome();
	write(old);
	expect(() => readOutcome(file)).toThrow(/its format is not 2/);
	const ratios = [{ part: "kernel", ...ratioOf("kick", "g++", [1, 2, 3]) }];
	write({ ...emptyOutcome(), ratios });
	expect(readOutcome(file).ratios).toEqual(ratios);
});
