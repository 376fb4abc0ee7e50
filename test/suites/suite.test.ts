import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { conventions } from "../../actions/scalar/conventions.js";
import { createLattice } from "../../core/lattice.js";
import { recordSchema } from "../../core/record.js";
import { planCells } from "../../harness/plan.js";
import { builtin } from "../../suites/catalogue.js";
import { builtinSuites } from "../../suites/folder.js";
import { formatSuite } from "../../suites/format.js";
import { loadSuite } from "../../suites/load.js";
import { suiteSchema } from "../../suites/schema.js";
import type { Suite } from "../../suites/suite.js";
import { gaussianSuite, run, scratch } from "../support/command.js";
import { sampler } from "../support/paths.js";

async function load(text: string): Promise<Suite> {
	const path = join(scratch(), "mine.yaml");
	writeFileSync(path, text);
	return (await loadSuite(path)).suite;
}

const target =
	"{ action: phi4, shape: [4, 4], parameters: { m2: 1, lambda: 1 } }";

describe("a suite", () => {
	test("fills in every default", async () => {
		const suite = await load(`targets: [${target}]\nsamplers: [hmc]\n`);
		expect(suite.title).toBe("mine");
		expect(suite.targets[0].label).toBe("phi4");
		const [entry] = suite.samplers;
		expect(entry).toMatchObject({
			label: "hmc",
			sampler: "hmc",
			seeds: [1],
			draws: 10000,
			budget: { seconds: 120 },
		});
		expect(entry.options).toEqual(
			builtin.samplers.get("hmc")?.options.parse({}),
		);
		expect(suite.fields).toBe(false);
	});

	test("lets a sampler have its own budget, seeds and draws", async () => {
		const suite = await load(
			`targets: [${target}]\nsamplers: [hmc, { sampler: hmc, label: b, budget: { steps: 9 }, seeds: [7], draws: 5 }]\ndraws: 11\n`,
		);
		expect(suite.samplers.map(({ draws }) => draws)).toEqual([11, 5]);
		expect(suite.samplers[1].budget).toEqual({ steps: 9 });
		expect(suite.samplers[1].seeds).toEqual([7]);
		const seeds = planCells(suite).map((cell) => [
			cell.sampler.label,
			cell.seed,
		]);
		expect(seeds).toEqual([
			["hmc", 1],
			["b", 7],
		]);
	});

	test.each([
		"limits: { time: 90 }",
		"limits: { time: 90 s }",
		"limits: { time: 1.5 min }",
	])("reads durations: %s", async (line) => {
		const suite = await load(
			`targets: [${target}]\nsamplers: [hmc]\n${line}\n`,
		);
		expect(suite.limits.time).toBe(90);
	});

	test("converts couplings and keeps what was stated", async () => {
		const suite = await load(
			"targets: [{ action: phi4, convention: hasenbusch, shape: [4, 4], parameters: { kappa: 0.25, lambda: 0.5 } }]\nsamplers: [hmc]\n",
		);
		const expected = conventions.hasenbusch.convert(
			{ kappa: 0.25, lambda: 0.5 },
			createLattice([4, 4]),
		);
		expect(suite.targets[0].parameters).toEqual(expected.parameters);
		expect(suite.targets[0].convention).toEqual({
			name: "hasenbusch",
			parameters: { kappa: 0.25, lambda: 0.5 },
			fieldScale: expected.fieldScale,
		});
	});

	test("takes a sampler from a module, relative to the file", async () => {
		const folder = scratch();
		const { suite } = await loadSuite(gaussianSuite(folder));
		expect(suite.samplers[0]).toMatchObject({
			label: "gaussian",
			sampler: "gaussian",
			module: { path: sampler },
		});
		expect(suite.samplers[0].module?.hash).toMatch(/^[0-9a-f]{64}$/);
	});
});

describe("written out and read again", () => {
	test.each(builtinSuites())("%s asks the same question", async (name) => {
		const { suite } = await loadSuite(name);
		const again = await load(formatSuite(suite));
		expect(planCells(again).map(({ key }) => key)).toEqual(
			planCells(suite).map(({ key }) => key),
		);
		expect(again.title).toBe(suite.title);
		expect(again.question).toBe(suite.question);
	});

	test("so does one with conventions, references, modules and limits", async () => {
		const path = join(scratch(), "s.yaml");
		writeFileSync(
			path,
			`targets: [{ action: phi4, convention: half, shape: [4], parameters: { m2: 1, lambda: 1 }, references: { phi2: { value: 1, error: 0.1, source: a } } }]
samplers: [{ sampler: ${sampler}, budget: { steps: 3 } }]
limits: { time: 3 h, memory: 1 GiB }
fields: true
`,
		);
		const { suite } = await loadSuite(path);
		const again = await load(formatSuite(suite));
		expect(planCells(again).map(({ key }) => key)).toEqual(
			planCells(suite).map(({ key }) => key),
		);
		expect(again.limits).toEqual({ time: 10800, memory: 2 ** 30 });
		expect(again.targets).toEqual(suite.targets);
	});
});

describe("the published schemas", () => {
	const ajv = new Ajv2020({
		strict: true,
		allowUnionTypes: true,
		allErrors: true,
	});

	test("of suites is strict draft 2020-12 and accepts every built-in suite", async () => {
		const { stdout } = await run(["schema", "suite"]);
		const validate = ajv.compile(JSON.parse(stdout));
		for (const name of builtinSuites()) {
			const { suite } = await loadSuite(name);
			validate(parse(formatSuite(suite)));
			expect(validate.errors, name).toBeNull();
		}
		const module = { sampler: "./mine.js", options: { anything: 1 } };
		expect(validate({ targets: [parse(target)], samplers: [module] })).toBe(
			true,
		);
		const mine = { action: "./mine.js", shape: [4], parameters: { any: 1 } };
		expect(
			validate({
				targets: [mine],
				samplers: [module],
				observables: ["./mine.js"],
			}),
		).toBe(true);
		expect(
			validate({ targets: [mine], samplers: [module], observables: ["phi2"] }),
		).toBe(false);
		expect(validate({ targets: [parse(target)], samplers: ["hmv"] })).toBe(
			false,
		);
	});

	test("of records is strict draft 2020-12", () => {
		const validate = ajv.compile(z.toJSONSchema(recordSchema));
		expect(validate({ schema: 2 })).toBe(false);
	});

	test("says which options a sampler has", () => {
		const schema = JSON.stringify(
			z.toJSONSchema(suiteSchema(builtin), {
				io: "input",
				unrepresentable: "any",
			}),
		);
		for (const name of builtin.samplers.keys())
			expect(schema).toContain(`"const":"${name}"`);
	});
});
