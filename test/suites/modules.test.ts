/** Actions and observables from the user's own modules, as suites name them. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { recordSchema } from "../../core/record.js";
import { planCells, questionOf } from "../../harness/plan.js";
import { createAction } from "../../suites/catalogue.js";
import { formatSuite } from "../../suites/format.js";
import { loadSuite } from "../../suites/load.js";
import { catalogueOf } from "../../suites/modules.js";
import { parseOverride } from "../../suites/overrides.js";
import { recordsOf, run, scratch } from "../support/command.js";

const phi6 = fileURLToPath(
	new URL("../../../examples/phi6.js", import.meta.url),
);

/** A folder with phi6.js and a suite that names it. */
function phi6Suite(
	entry: Readonly<Record<string, unknown>> = {},
	more: Readonly<Record<string, unknown>> = {},
): string {
	const folder = scratch();
	copyFileSync(phi6, join(folder, "phi6.js"));
	const path = join(folder, "mine.yaml");
	const target = {
		action: "./phi6.js",
		shape: [4],
		parameters: { m2: -1, lambda: 0.5, eta: 0.2 },
		...entry,
	};
	writeFileSync(
		path,
		JSON.stringify({ targets: [target], samplers: ["hmc"], ...more }),
	);
	return path;
}

/** The message that a suite with this action module is refused with. */
async function refusal(
	text: string,
	entry: Readonly<Record<string, unknown>> = {},
): Promise<string> {
	const folder = scratch();
	writeFileSync(join(folder, "mine.js"), text);
	const path = join(folder, "mine.yaml");
	const target = { shape: [4, 4], parameters: {}, ...entry };
	writeFileSync(
		path,
		`targets:\n  - action: ./mine.js\n    ${JSON.stringify(target)
			.slice(1, -1)
			.replaceAll('":', '": ')
			.replaceAll(/,(?=")/g, "\n    ")}\nsamplers: [hmc]\n`,
	);
	const failure = await loadSuite(path).then(
		() => undefined,
		(error: Error) => error.message.replaceAll(path, "mine.yaml"),
	);
	expect(failure).toBeDefined();
	return failure ?? "";
}

/** A module whose action has these parts instead of the right ones. */
const actionWith = (parts: string): string => `
import { createFieldSpace, tf, z } from "latticebench";
export const mine = {
	name: "mine", label: "S = 0", reference: "none", parameters: z.strictObject({}),
	create: (lattice) => ({
		name: "mine", family: "scalar", space: createFieldSpace({ lattice }),
		symmetries: new Set(), parameters: {}, evaluate: (fields) => tf.zeros([fields.shape[0]]),
		...${parts},
	}),
};
`;

describe("an action from a module", () => {
	test("is resolved relative to the suite, with its hash, and has its own name as label", async () => {
		const path = phi6Suite();
		const { suite } = await loadSuite(path);
		expect(suite.targets[0]).toMatchObject({
			label: "phi6",
			action: "phi6",
			module: {
				name: "./phi6.js",
				path: join(path, "../phi6.js"),
				hash: expect.stringMatching(/^[0-9a-f]{64}$/),
			},
		});
		const [cell] = planCells(suite);
		expect(questionOf(cell).action.module).toEqual({
			path: "./phi6.js",
			sha256: suite.targets[0].module?.hash,
		});
	});

	test("is loaded by a cell's process, unless the file was changed meanwhile", async () => {
		const path = phi6Suite();
		const [cell] = planCells((await loadSuite(path)).suite);
		const action = createAction(await catalogueOf(cell), cell.target);
		expect(action.name).toBe("phi6");
		writeFileSync(join(path, "../phi6.js"), "\n", { flag: "a" });
		await expect(catalogueOf(cell)).rejects.toThrow(
			/phi6\.js was changed since the run began/,
		);
	});

	test("written out and read again asks the same question", async () => {
		const { suite } = await loadSuite(phi6Suite());
		const again = join(scratch(), "again.yaml");
		writeFileSync(again, formatSuite(suite));
		const keys = planCells((await loadSuite(again)).suite);
		expect(keys.map(({ key }) => key)).toEqual(
			planCells(suite).map(({ key }) => key),
		);
	});

	test("can be changed from the command line under its label", async () => {
		const { suite } = await loadSuite(phi6Suite(), [
			parseOverride("targets.phi6.parameters.eta=0.7"),
		]);
		expect(suite.targets[0].parameters).toEqual({
			m2: -1,
			lambda: 0.5,
			eta: 0.7,
		});
	});

	test("runs, says where it comes from, is kept when run again, and is new when changed", async () => {
		const path = phi6Suite(
			{ label: "<b>six</b>" },
			{
				samplers: [
					{
						sampler: "hmc",
						options: {
							chains: 4,
							trajectory: 1,
							stepSize: 0.2,
							thermalise: 4,
						},
					},
					"neural-spline",
				],
				budget: { steps: 2 },
				draws: 16,
			},
		);
		const out = join(path, "../out");
		const args = ["run", path, "--only", "hmc", "--out", out];
		expect((await run([...args, "--quiet"])).status).toBe(0);
		const [record] = recordsOf(out);
		expect(record.status).toBe("completed");
		expect(recordSchema.safeParse(record).success).toBe(true);
		expect(record.action.module?.path).toBe("./phi6.js");
		// The suite that the run leaves is the same question, from any folder.
		const again = await run([
			...["run", join(out, "suite.yaml"), "--only", "hmc"],
			...["--dry-run", "--out", out],
		]);
		expect(again.stdout).toMatch(/<b>six<\/b> +phi6 4 .*keep/);
		writeFileSync(join(path, "../phi6.js"), "\n", { flag: "a" });
		const changed = await run([...args, "--dry-run"]);
		expect(changed.stdout).toMatch(/phi6 4 .*no record yet/);
	});

	const parameters = { m2: -1, lambda: 0.5, eta: 0.2 };
	test("that cannot serve is refused with the place and one line", async () => {
		const place = /^mine\.yaml:2:13: \.\/mine\.js is no action: /;
		for (const [text, says] of [
			["", "expected one exported action definition"],
			["throw new Error('no\\nluck')", "no"],
			[
				`export * from ${JSON.stringify(phi6)}; export const b = { create() {}, parameters: 1 };`,
				"found 2",
			],
			[
				"export const a = { create() {}, parameters: 1 }",
				"expected name to be a text",
			],
			[
				'export const a = { create() {}, name: "a", label: "b", reference: "c", parameters: 1 }',
				"expected parameters to be a schema of zod 4",
			],
			[
				actionWith("{}").replace('name: "mine", label', 'name: "phi4", label'),
				'"phi4" is that of a built-in action',
			],
		] as const) {
			const message = await refusal(text);
			expect(message).toMatch(place);
			expect(message).toContain(says);
			expect(message.split("\n")).toHaveLength(1);
		}
	});

	test.each([
		["export const a = {", "Unexpected end of input"],
		[
			'import { z } from "zod";',
			'import { z, tf } from "latticebench" instead',
		],
	])("%s ends the program with one line", async (text, says) => {
		const path = phi6Suite();
		writeFileSync(join(path, "../phi6.js"), text);
		const { status, stderr } = await run(["run", path]);
		expect(status).toBe(2);
		expect(stderr).toMatch(/mine\.yaml:1:23: \.\/phi6\.js is no action: /);
		expect(stderr).toContain(says);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	});

	test("that refuses its target, or is incomplete, is refused at the target", async () => {
		for (const [parts, says] of [
			[
				'(() => { throw new RangeError("two dimensions at most") })()',
				"two dimensions at most",
			],
			[
				'{ family: "fermion" }',
				"expected family to be one of scalar, gauge, spin",
			],
			["{ evaluate: 1 }", "expected evaluate to be a function"],
			["{ symmetries: [] }", "expected symmetries to be a Set"],
			["{ space: {} }", "expected space to be made by createFieldSpace"],
			[
				"{ space: { ...createFieldSpace({ lattice }), shape: [2, 4] } }",
				"expected fields of shape [4, 4], not [2,4]",
			],
		] as const) {
			const message = await refusal(actionWith(parts));
			expect(message).toMatch(
				/^mine\.yaml:2:5: targets\[0\] is refused by its action "mine": /,
			);
			expect(message).toContain(says);
		}
	});

	test("that no kernel treats is announced before anything runs", async () => {
		const folder = scratch();
		writeFileSync(join(folder, "mine.js"), actionWith("{}"));
		const path = join(folder, "mine.yaml");
		writeFileSync(
			path,
			"targets: [{ action: ./mine.js, shape: [4], parameters: {} }]\nsamplers: [hmc]\n",
		);
		const { stdout } = await run(["run", path, "--dry-run"]);
		expect(stdout).toMatch(
			/no record yet; by automatic differentiation; the fused kernel needs/,
		);
	});

	test("is not loaded by a dry run without modules", async () => {
		const folder = scratch();
		const mark = join(folder, "mark");
		const code = `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(mark)}, "");`;
		for (const name of ["action", "sampler", "observable"])
			writeFileSync(join(folder, `${name}.js`), code);
		const path = join(folder, "mine.yaml");
		writeFileSync(
			path,
			`targets:
  - { label: theirs, action: ./action.js, shape: [4], parameters: { eta: 1 } }
  - { label: ours, action: free-field, shape: [4], parameters: { m2: 1 } }
samplers: [hmc, { sampler: ./sampler.js, label: mine, options: { a: 1 } }]
observables: [./observable.js]
`,
		);
		const { stdout, status } = await run([
			...["run", path, "--dry-run", "--no-modules"],
		]);
		expect(status).toBe(0);
		const rows = stdout.trim().split("\n").slice(1);
		expect(rows.map((row) => /not loaded/.test(row))).toEqual([
			...[true, true, false, true],
		]);
		expect(existsSync(mark)).toBe(false);
		const alone = await run(["run", path, "--no-modules"]);
		expect(alone.status).toBe(2);
		expect(alone.stderr).toMatch(/^--no-modules: .*expected --dry-run/);
		expect(existsSync(mark)).toBe(false);
	});

	test("has parameters that are checked by its own schema", async () => {
		await expect(
			loadSuite(phi6Suite({ parameters: { ...parameters, eta: -1 } })),
		).rejects.toThrow(
			/targets\[0\]\.parameters\.eta is -1; expected a number greater than 0/,
		);
		await expect(
			loadSuite(phi6Suite({ parameters: { ...parameters, etta: 1 } })),
		).rejects.toThrow(/unknown key "etta".*did you mean "eta"\?/);
	});
});

const susceptibility = fileURLToPath(
	new URL("../../../examples/vector-susceptibility.js", import.meta.url),
);

/** A suite that names this module of observables, at 3:15. */
function observableSuite(text: string, more = ""): string {
	const folder = scratch();
	writeFileSync(join(folder, "mine.js"), text);
	const path = join(folder, "mine.yaml");
	writeFileSync(
		path,
		`targets: [{ action: phi4, shape: [4], parameters: { m2: 1, lambda: 1 }${more} }]
samplers: [hmc]
observables: [./mine.js]
`,
	);
	return path;
}

describe("observables from a module", () => {
	const both = `
export * from ${JSON.stringify(susceptibility)};
export const second = { name: "second", symbol: "x", label: "0", family: "any", measure: () => {} };
`;

	test("are part of the question, written out, and may have references", async () => {
		const { suite, catalogue } = await loadSuite(
			observableSuite(
				both,
				", references: { second: { value: 0, error: 0, source: a } }",
			),
		);
		expect(catalogue.observables).toContain("vectorSusceptibility");
		const [cell] = planCells(suite);
		const { hash } = suite.observables[0];
		expect(questionOf(cell).observables).toEqual([
			{ path: "./mine.js", sha256: hash },
		]);
		const again = join(scratch(), "again.yaml");
		writeFileSync(again, formatSuite(suite));
		const [other] = planCells((await loadSuite(again)).suite);
		expect(other.key).toBe(cell.key);
		expect(other.target.references).toEqual(cell.target.references);
	});

	test.each([
		["", "mine.js is no observable: expected one exported observable or more"],
		[
			both.replace('"second"', '"phi2"'),
			"mine.js is no observable: there are two observables called phi2",
		],
		[
			both.replace('"second"', '"vectorSusceptibility"'),
			"there are two observables called vectorSusceptibility",
		],
		[
			both.replace('"second"', '"a/b"'),
			"name of an observable: expected a name of letters and digits, as in phi2",
		],
		[both.replace('symbol: "x"', "symbol: 1"), "symbol of an observable: "],
		[both.replace('"any"', '"fermion"'), "family of an observable: "],
		[
			both.replace("measure:", "applies: 1, measure:"),
			"applies of an observable: expected a function",
		],
		[
			both.replace("measure:", 'joint: "often", measure:'),
			"joint of an observable: ",
		],
	])("that cannot serve are refused with the place: %#", async (text, says) => {
		const path = observableSuite(text);
		const message = await loadSuite(path).then(
			() => "accepted",
			(error: Error) => error.message.replaceAll(path, "mine.yaml"),
		);
		expect(message).toMatch(/^mine\.yaml:3:15: /);
		expect(message).toContain(says);
		expect(message.split("\n")).toHaveLength(1);
	});

	test("a name that only the action's identities have is refused at the target", async () => {
		await expect(
			loadSuite(observableSuite(both.replace('"second"', '"SD1"'))),
		).rejects.toThrow(
			/:1:11: targets\[0\] is refused by an observable: there are two observables called SD1/,
		);
	});

	test("cannot be named twice, or from the command line alone", async () => {
		const path = observableSuite(both);
		await expect(
			loadSuite(path, [parseOverride("observables=[./mine.js, ./mine.js]")]),
		).rejects.toThrow(/--set: observables is .*: expected distinct modules/);
		await expect(
			loadSuite(path, [parseOverride("observables=[./other.js]")]),
		).rejects.toThrow(
			/--set: observables\[0\] is "\.\/other\.js": only modules that the file itself names/,
		);
		const none = await loadSuite(path, [parseOverride("observables=[]")]);
		expect(none.suite.observables).toEqual([]);
	});
});

test("a module may lie in a folder whose name is hostile", async () => {
	const folder = join(scratch(), "a'b \u001b[31m <i>");
	mkdirSync(folder);
	copyFileSync(phi6, join(folder, "phi6.js"));
	const path = join(folder, "s.yaml");
	writeFileSync(
		path,
		JSON.stringify({
			targets: [
				{
					action: "./phi6.js",
					shape: [2],
					parameters: { m2: 1, lambda: 0, eta: 1 },
				},
			],
			samplers: ["./none.js"],
		}),
	);
	const { status, stderr } = await run(["run", path, "--dry-run"]);
	expect(status).toBe(2);
	expect(stderr).toMatch(/is no sampler: ENOENT/);
	expect(stderr).not.toContain("\u001b");
});
