import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../core/errors.js";
import { loadSuite } from "../../suites/load.js";
import { sampler } from "../support/paths.js";

const folder = mkdtempSync(join(tmpdir(), "malformed-"));

async function messageOf(text: string | Uint8Array): Promise<string> {
	const path = join(folder, "suite.yaml");
	writeFileSync(path, text);
	try {
		await loadSuite(path);
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return error.message.replaceAll(path, "suite.yaml");
	}
	throw new Error("the suite was accepted");
}

const fine = "action: phi4, shape: [4, 4], parameters: { m2: 1, lambda: 1 }";
const targets = `targets:\n  - { ${fine} }\n`;
const samplers = `samplers:\n  - ${sampler}\n`;
const both = `${targets}${samplers}`;
/** A suite whose line 5 is this. */
const key = (line: string): string => `${both}${line}\n`;
/** A suite whose one target, at 1:11, is this. */
const target = (entry: string): string =>
	`targets: [{ ${entry} }]\n${samplers}`;
/** A suite whose samplers, at 3:11, are these. */
const list = (entries: string): string => `${targets}samplers: ${entries}\n`;
const withOptions = (options: string): string =>
	list(`[{ sampler: ${sampler}, options: ${options} }]`);

type Case = readonly [
	name: string,
	text: string | Uint8Array,
	...says: readonly string[],
];

const cases: readonly Case[] = [
	// Not YAML.
	["an open bracket", "targets: [", "suite.yaml:1:11: not a YAML file"],
	["a tab as indentation", "targets:\n\t- a", "not a YAML file"],
	[
		"a repeated key",
		key("draws: 5\ndraws: 6"),
		"suite.yaml:6:1: not a YAML file: Map keys must be unique",
	],
	["two documents", `${both}---\n${both}`, "multiple documents"],
	["an unknown tag", key("draws: !!python/object 3"), "suite.yaml:5:8: not"],
	[
		"an unknown anchor",
		list("*all"),
		"suite.yaml:3:11: not a suite: no anchor &all",
	],
	["no text", new Uint8Array([0xff, 0xfe, 0x41]), "suite.yaml:1:1: not a text"],
	["an unclosed quote", 'title: "no end\n', "not a YAML file"],
	// Not a mapping.
	[
		"an empty file",
		"",
		"suite.yaml:1:1: the suite is null; expected a mapping",
	],
	["a list", "- hmc\n", 'suite.yaml:1:1: the suite is ["hmc"]; expected a map'],
	["a word", "hello\n", 'suite.yaml:1:1: the suite is "hello"; expected a map'],
	// Keys of the suite.
	[
		"no targets",
		samplers,
		"suite.yaml:1:1: targets is missing; expected a list",
	],
	["no samplers", targets, "samplers is missing; expected a list"],
	[
		"empty targets",
		`targets: []\n${samplers}`,
		"suite.yaml:1:10: targets is []; expected a list of at least 1 entries",
	],
	["empty samplers", list("[]"), "suite.yaml:3:11: samplers is []; expected"],
	[
		"a misspelt key",
		key("drawz: 5"),
		'suite.yaml:5:1: unknown key "drawz"; expected one of title, targets,',
		'did you mean "draws"?',
	],
	[
		"a hostile key",
		key("__proto__: 5"),
		'suite.yaml:5:1: unknown key "__proto__"',
	],
	["a merge key", key("<<: { draws: 5 }"), 'suite.yaml:5:1: unknown key "<<"'],
	["a number as key", key("7: 5"), 'suite.yaml:5:1: unknown key "7"'],
	[
		"draws as a word",
		key("draws: many"),
		'suite.yaml:5:8: draws is "many"; expected an integer',
	],
	[
		"no draws",
		key("draws: 0"),
		"5:8: draws is 0; expected a number of at least 1",
	],
	["half a draw", key("draws: 1.5"), "5:8: draws is 1.5; expected an integer"],
	["infinite draws", key("draws: .inf"), "5:8: draws is Infinity; expected"],
	[
		"no seeds",
		key("seeds: []"),
		"5:8: seeds is []; expected a list of at least",
	],
	[
		"a repeated seed",
		key("seeds: [1, 1]"),
		"seeds is [1,1]: expected distinct",
	],
	[
		"a negative seed",
		key("seeds: [-1]"),
		"5:9: seeds[0] is -1; expected a number",
	],
	["one bare seed", key("seeds: 1"), "5:8: seeds is 1; expected a list"],
	[
		"an empty budget",
		key("budget: {}"),
		"5:9: budget is {}: expected seconds,",
	],
	[
		"a negative budget",
		key("budget: { seconds: -3 }"),
		"5:20: budget.seconds is -3; expected a number greater than 0",
	],
	[
		"a unit that is none",
		key("budget: { seconds: 3 fortnights }"),
		'5:20: budget.seconds is "3 fortnights"; expected a positive number of',
		"(ms, s, min, h, d)",
	],
	[
		"a misspelt budget",
		key("budget: { second: 3 }"),
		'5:11: unknown key "second" in budget; expected one of seconds, steps',
		'did you mean "seconds"?',
	],
	[
		"an abbreviated budget",
		key("budget: { secs: 3 }"),
		'5:11: unknown key "secs" in budget; expected one of seconds, steps',
		'did you mean "seconds"?',
	],
	[
		"memory in an unknown unit",
		key("limits: { memory: 4 gigs }"),
		'5:19: limits.memory is "4 gigs"; expected a positive number of bytes',
	],
	[
		"a doubtful switch",
		key("fields: no"),
		'5:9: fields is "no"; expected true or',
	],
	[
		"an empty title",
		key('title: ""'),
		'5:8: title is ""; expected a text of at',
	],
	[
		"an unknown part of the report",
		key("report: { titel: a }"),
		'5:11: unknown key "titel" in report; expected one of title, question; did',
	],
	// Targets.
	[
		"an unknown action",
		target("action: phi3, shape: [4], parameters: {}"),
		'suite.yaml:1:21: targets[0].action is "phi3"; expected one of ',
		'did you mean "phi4"?',
	],
	[
		"no action",
		target("shape: [4], parameters: { m2: 1 }"),
		"1:11: targets[0].action is missing; expected one of ",
	],
	[
		"a lattice on which the action is not defined",
		target("action: u1, shape: [2, 4], parameters: { beta: 1 }"),
		'1:11: targets[0] is refused by its action "u1": u1 needs two directions or more, of three sites or more each, got [2, 4]',
	],
	[
		"a word as target",
		`targets: [phi4]\n${samplers}`,
		'1:11: targets[0] is "phi4": expected a mapping of keys to values',
	],
	[
		"no shape",
		target("action: phi4, parameters: { m2: 1, lambda: 1 }"),
		"1:11: targets[0].shape is missing; expected a list",
	],
	[
		"an empty shape",
		target(fine.replace("4, 4", "")),
		"1:34: targets[0].shape is []",
	],
	[
		"an extent of zero",
		target(fine.replace("4, 4", "4, 0")),
		"1:38: targets[0].shape[1] is 0; expected a number of at least 1",
	],
	[
		"half a site",
		target(fine.replace("4, 4", "4.5")),
		"1:35: targets[0].shape[0] is 4.5; expected an integer",
	],
	[
		"a shape as a word",
		target(fine.replace("[4, 4]", "4x4")),
		'1:34: targets[0].shape is "4x4"; expected a list',
	],
	[
		"a lattice that fits nowhere",
		target(fine.replace("4, 4", "65536, 65536")),
		"1:34: targets[0].shape is [65536,65536]: a lattice of 4294967296 sites is",
	],
	[
		"a missing coupling",
		target("action: phi4, shape: [4], parameters: { m2: 1 }"),
		"1:51: targets[0].parameters.lambda is missing; expected a finite number",
	],
	[
		"a misspelt coupling",
		target(fine.replace("lambda: 1", "lambda: 1, lamda: 1")),
		'unknown key "lamda" in targets[0].parameters; expected one of m2, lambda;',
		'did you mean "lambda"?',
	],
	[
		"a density that cannot be normalised",
		target(fine.replace("m2: 1, lambda: 1", "m2: -1, lambda: 0")),
		'targets[0].parameters is {"m2":-1,"lambda":0}: exp(-S) is normalisable only',
	],
	[
		"a coupling that is no number",
		target(fine.replace("m2: 1", "m2: .nan")),
		"targets[0].parameters.m2 is NaN; expected a finite number",
	],
	[
		"a massless free field",
		target("action: free-field, shape: [4], parameters: { m2: 0 }"),
		"1:63: targets[0].parameters.m2 is 0; expected a number greater than 0",
	],
	[
		"an unknown convention",
		target(`convention: hasenbush, ${fine}`),
		'1:25: targets[0].convention is "hasenbush"; expected one of latticebench,',
		'did you mean "hasenbusch"?',
	],
	[
		"a convention with couplings of another",
		target(
			"action: phi4, convention: hasenbusch, shape: [4], parameters: { lambda: 1 }",
		),
		"targets[0].parameters.kappa is missing; expected a finite number",
	],
	[
		"a convention that the action lacks",
		target(
			"convention: half, action: free-field, shape: [4], parameters: { m2: 1 }",
		),
		'targets[0].convention is "half"; expected latticebench',
	],
	[
		"two targets of one label",
		`targets: [{ ${fine} }, { ${fine} }]\n${samplers}`,
		'targets[1] has the label "phi4" of targets[0]; expected different labels',
	],
	[
		"a reference to nothing known",
		target(`${fine}, references: { phi3: { value: 1, error: 1, source: a } }`),
		'unknown key "phi3" in targets[0].references; expected one of magnetization',
	],
	[
		"a reference without source",
		target(`${fine}, references: { phi2: { value: 1, error: 1 } }`),
		"targets[0].references.phi2.source is missing; expected a text",
	],
	[
		"a reference with a negative error",
		target(`${fine}, references: { phi2: { value: 1, error: -1, source: a } }`),
		"targets[0].references.phi2.error is -1; expected a number of at least 0",
	],
	// Samplers.
	[
		"a number as sampler",
		list("[3]"),
		"3:12: samplers[0] is 3: expected one of",
	],
	["an unknown sampler", list("[hmz]"), '3:12: samplers[0] is "hmz"; expected'],
	[
		"an unknown sampler in full",
		list("[{ sampler: hmz, draws: 5 }]"),
		'3:23: samplers[0].sampler is "hmz"; expected',
	],
	[
		"no sampler",
		list("[{ label: a }]"),
		"3:12: samplers[0].sampler is missing;",
	],
	[
		"an unknown option",
		withOptions("{ chainz: 2 }"),
		'unknown key "chainz" in samplers[0].options; expected one of kind, chains,',
		'did you mean "chains"?',
	],
	[
		"an option of another type",
		withOptions("{ chains: two }"),
		'samplers[0].options.chains is "two"; expected an integer',
	],
	[
		"an option out of range",
		withOptions("{ chains: 0 }"),
		"samplers[0].options.chains is 0; expected a number of at least 1",
	],
	[
		"an option that is no choice",
		withOptions("{ kind: chain }"),
		'samplers[0].options.kind is "chain"; expected one of chains, weighted; did',
	],
	[
		"options as a list",
		withOptions("[1]"),
		"samplers[0].options is [1]; expected a mapping of keys to values",
	],
	[
		"an unknown key of a sampler",
		list(`[{ sampler: ${sampler}, seed: 4 }]`),
		'unknown key "seed" in samplers[0]; expected one of sampler, label, options,',
		'did you mean "seeds"?',
	],
	[
		"two samplers of one label",
		list(`[${sampler}, ${sampler}]`),
		'samplers[1] has the label "gaussian" of samplers[0]; expected different',
	],
	[
		"a module that is not there",
		list("[./missing.js]"),
		"suite.yaml:3:12: ./missing.js is no sampler: ENOENT",
	],
	[
		"a module that is no sampler",
		list(`[${sampler.replace(/[^/]+$/, "paths.js")}]`),
		"is no sampler: expected one exported sampler definition",
	],
];

describe("malformed suites", () => {
	test.each(cases)("%s", async (_, text, ...says) => {
		const message = await messageOf(text);
		for (const part of says) expect(message).toContain(part);
		expect(message).toMatch(/^suite\.yaml:\d+:\d+: /);
		// One mistake, one line.
		expect(message.split("\n")).toHaveLength(1);
	});

	test("are at least forty", () => {
		expect(cases.length).toBeGreaterThanOrEqual(40);
	});

	test("name every mistake, in order", async () => {
		const message = await messageOf(`draws: no\n${both}seeds: x\n`);
		expect(message.split("\n")).toEqual([
			'suite.yaml:1:8: draws is "no"; expected an integer (stored configurations per cell, over all chains)',
			'suite.yaml:6:8: seeds is "x"; expected a list (one cell each)',
		]);
	});
});

describe("suites that are not there", () => {
	test("a name near a built-in one", async () => {
		await expect(loadSuite("smok")).rejects.toThrow(
			/no suite "smok".*did you mean "smoke"\?/,
		);
	});

	test("a folder", async () => {
		await expect(loadSuite(folder)).rejects.toThrow("is a folder");
	});
});
