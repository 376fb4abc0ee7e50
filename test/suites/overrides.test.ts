import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../core/errors.js";
import { builtin } from "../../suites/catalogue.js";
import { loadSuite } from "../../suites/load.js";
import { parseOverride } from "../../suites/overrides.js";
import { checkSource, parseSource } from "../../suites/read.js";
import type { Suite } from "../../suites/suite.js";

const text = `
targets:
  - { label: E1, action: phi4, shape: [6, 6], parameters: { m2: -4, lambda: 6.975 } }
  - { label: E1.5, action: phi4, shape: [8, 8], parameters: { m2: -4, lambda: 6 } }
samplers:
  - hmc
  - { sampler: realnvp, label: realnvp-8, options: { layers: 8 } }
`;

function suiteWith(source: string, ...sets: string[]): Suite {
	return checkSource(
		parseSource({ file: "s.yaml", text: source }),
		builtin,
		new Map(),
		sets.map(parseOverride),
	);
}

describe("--set changes", () => {
	test("the suite's own values", () => {
		const suite = suiteWith(
			text,
			"draws=123",
			"seeds=[4, 5]",
			"limits.time=2 h",
		);
		expect(suite.samplers.map((entry) => entry.draws)).toEqual([123, 123]);
		expect(suite.samplers[0].seeds).toEqual([4, 5]);
		expect(suite.limits.time).toBe(7200);
	});

	test("targets and samplers by their label, the longest that fits", () => {
		const suite = suiteWith(
			text,
			"targets.E1.shape=[4, 4]",
			"targets.E1.5.parameters.lambda=1",
			"samplers.realnvp-8.options.layers=4",
			"samplers.hmc.options.chains=2",
		);
		expect(suite.targets[0].shape).toEqual([4, 4]);
		expect(suite.targets[1].parameters).toEqual({ m2: -4, lambda: 1 });
		expect(suite.samplers[1].options.layers).toBe(4);
		expect(suite.samplers[0].options.chains).toBe(2);
	});

	test("single entries of lists", () => {
		expect(suiteWith(text, "targets.E1.shape.1=3").targets[0].shape).toEqual([
			6, 3,
		]);
	});

	test("what the file does not mention", () => {
		const suite = suiteWith(text, "samplers.hmc.budget.steps=7");
		expect(suite.samplers[0].budget).toEqual({ steps: 7 });
	});
});

describe("--set refuses", () => {
	const wrong = [
		["draws", "expected PATH=VALUE"],
		["=5", "expected PATH=VALUE"],
		["draws=[", "the value is not YAML"],
		["drawz=5", 'unknown key "drawz"; expected one of'],
		["drawz=5", 'did you mean "draws"?'],
		["draws.x=5", 'draws is 10000, which has no "x"'],
		["draws=many", 'draws is "many"; expected an integer'],
		["budget.second=5", 'did you mean "seconds"?'],
		[
			"samplers.hmv.options=5",
			'no label "hmv" in samplers; expected one of hmc',
		],
		["samplers.hmv.options=5", 'did you mean "hmc"?'],
		["samplers.hmc.option.chains=5", 'did you mean "options"?'],
		["samplers.hmc.options.chain=5", 'did you mean "chains"?'],
		[
			"samplers.hmc.options.chains=none",
			'chains is "none"; expected an integer',
		],
		["samplers.hmc.=5", "the path ends in a dot"],
		["targets.E1.shape.7=5", 'has no entry "7"; expected 0 to 1'],
		["targets.E1.shape=[0]", "targets[0].shape[0] is 0"],
		["targets.E1.parameters.m3=0", 'unknown key "m3"'],
		["targets.E1.__proto__.x=0", 'unknown key "__proto__"'],
		["targets.E1.label=E1.5", 'has the label "E1.5" of'],
	] as const;
	test.each(wrong)("%s: %s", (set, message) => {
		const attempt = (): Suite => suiteWith(`${text}draws: 10000\n`, set);
		expect(attempt).toThrow(InputError);
		expect(attempt).toThrow(message);
		expect(attempt).toThrow(/^--set/);
	});
});

describe("properties", () => {
	test("any JSON value comes through as it is", () => {
		fc.assert(
			fc.property(fc.json({ maxDepth: 3 }), (json) => {
				fc.pre(!json.includes("__proto__"));
				const { path, value } = parseOverride(`a.b=${json}`);
				expect(path).toBe("a.b");
				expect(value).toEqual(JSON.parse(json));
			}),
		);
	});

	test("any label can be addressed", () => {
		const label = fc
			.string({ minLength: 1, maxLength: 30, unit: "grapheme" })
			.filter((name) => name.trim() === name && !name.includes("="));
		fc.assert(
			fc.property(label, (name) => {
				const source = JSON.stringify({
					targets: [
						{
							action: "free-field",
							label: name,
							shape: [4],
							parameters: { m2: 1 },
						},
					],
					samplers: ["hmc"],
				});
				const suite = suiteWith(source, `targets.${name}.parameters.m2=3`);
				expect(suite.targets[0].parameters).toEqual({ m2: 3 });
			}),
		);
	});

	test("any argument either works or is an InputError of one line", () => {
		const piece = fc.constantFrom(
			"targets",
			"samplers",
			"E1",
			"hmc",
			"options",
			"chains",
			"draws",
			".",
			"=",
			"0",
			"[",
			"é",
			" ",
			"-1",
			"null",
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
				try {
					suiteWith(text, pieces.join(""));
				} catch (error) {
					expect(error).toBeInstanceOf(InputError);
					expect((error as InputError).message).not.toContain("\n");
				}
			}),
		);
	});

	test("any damage to a suite file is a located message, or harmless", async () => {
		const folder = mkdtempSync(join(tmpdir(), "damaged-"));
		const path = join(folder, "s.yaml");
		const place = fc.nat({ max: text.length });
		const damage = fc.record({
			from: place,
			length: fc.nat({ max: 20 }),
			insert: fc.string({ maxLength: 5, unit: "binary" }),
		});
		await fc.assert(
			fc.asyncProperty(damage, async ({ from, length, insert }) => {
				writeFileSync(
					path,
					text.slice(0, from) + insert + text.slice(from + length),
				);
				try {
					await loadSuite(path);
				} catch (error) {
					expect(error).toBeInstanceOf(InputError);
					for (const line of (error as InputError).message.split("\n"))
						expect(line).toMatch(/s\.yaml:(\d+:\d+:| \d+ more)/);
				}
			}),
			{ numRuns: 100 },
		);
	});
});
