/**
 * CONTRIBUTING.md keeps its promises: the modules of examples/ run by their path. Written into a copy of
 * the source tree, into the folders that the lists name and with one line of a registry each, they pass
 * the contract tests. The copy also gets the test of a formula and a suite.
 */
import { execFile } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { asTypeScript } from "./support/as-typescript.js";
import { recordsOf, run, scratch } from "./support/command.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const exec = promisify(execFile);

describe("by path, without touching the program", () => {
	const out = join(scratch(), "out");
	const parameters = {
		phi6: { m2: 1, lambda: -1.5, eta: 0.5 },
		o2: { m2: -1, lambda: 1 },
	};

	beforeAll(async () => {
		const folder = join(out, "..");
		cpSync(join(root, "examples"), folder, { recursive: true });
		const suite = join(folder, "mine.yaml");
		const options = { chains: 16, trajectory: 1.2, stepSize: 0.3 };
		writeFileSync(
			suite,
			JSON.stringify({
				targets: [
					{ action: "./phi6.js", shape: [2], parameters: parameters.phi6 },
					{ action: "./o2.js", shape: [1], parameters: parameters.o2 },
				],
				samplers: [
					{ sampler: "hmc", options, draws: 4000 },
					{ sampler: "./metropolis.js", draws: 60_000 },
				],
				observables: ["./vector-susceptibility.js"],
				budget: { steps: 100 },
				measure: { seconds: "1 ms" },
			}),
		);
		const { status, stderr } = await run([
			...["run", suite, "--out", out, "--quiet"],
		]);
		expect(stderr).toBe("");
		expect(status).toBe(0);
	}, 120_000);

	const record = (action: string, sampler: string) => {
		const found = recordsOf(out).find(
			(entry) => entry.action.name === action && entry.sampler.name === sampler,
		);
		if (found === undefined) throw new Error(`no ${action} / ${sampler}`);
		return found;
	};

	/** Deviations from exact means, in standard errors. */
	const scores = (
		{ estimators }: ReturnType<typeof record>,
		exact: Readonly<Record<string, number>>,
	) =>
		Object.entries(exact).map(([name, mean]) => {
			const result = estimators?.chain?.observables[name];
			const { value = Number.NaN, error = Number.NaN, status } = result ?? {};
			expect(status, name).toBe("ok");
			return Math.abs(value - mean) / error;
		});

	test("the sampler and the action: phi^6 on two sites, against quadrature", () => {
		const grid = Array.from({ length: 401 }, (_, i) => (i - 200) / 50);
		const { m2, lambda, eta } = parameters.phi6;
		const potential = (phi: number) =>
			m2 * phi ** 2 + lambda * phi ** 4 + eta * phi ** 6;
		const sums = { norm: 0, phi2: 0, chi: 0 };
		for (const a of grid)
			for (const b of grid) {
				const weight = Math.exp(
					-2 * (a - b) ** 2 - potential(a) - potential(b),
				);
				sums.norm += weight;
				sums.phi2 += (weight * (a ** 2 + b ** 2)) / 2;
				sums.chi += (weight * (a + b) ** 2) / 2;
			}
		const exact = {
			phi2: sums.phi2 / sums.norm,
			vectorSusceptibility: sums.chi / sums.norm,
		};
		for (const sampler of ["hmc", "metropolis"])
			for (const score of scores(record("phi6", sampler), exact))
				expect(score).toBeLessThan(4);
		expect(record("phi6", "hmc").facts?.engine).toBe("fused kernel, float64");
	});

	test("the O(2) action by automatic differentiation, with the observable: one site, against quadrature", () => {
		const { m2, lambda } = parameters.o2;
		let [norm, squares] = [0, 0];
		for (let r = 0.005; r < 6; r += 0.01) {
			const weight = r * Math.exp(-m2 * r ** 2 - lambda * r ** 4);
			norm += weight;
			squares += weight * r ** 2;
		}
		const hmc = record("o2", "hmc");
		const [score] = scores(hmc, { vectorSusceptibility: squares / norm });
		expect(score).toBeLessThan(4);
		expect(hmc.facts).toMatchObject({
			engine: expect.stringContaining("automatic differentiation"),
			fusedKernel: expect.stringContaining("even polynomial of degree 6"),
		});
	});

	test("what the sampler cannot treat is skipped with its reason", () => {
		expect(record("o2", "metropolis")).toMatchObject({
			status: "skipped",
			reason: "needs an action that states its polynomial",
		});
	});

	test("every record says where the code came from", () => {
		const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
		expect(record("phi6", "metropolis")).toMatchObject({
			action: { module: { path: "./phi6.js", sha256: hash } },
			sampler: { module: { path: "./metropolis.js", sha256: hash } },
			observables: [{ path: "./vector-susceptibility.js", sha256: hash }],
		});
	});
});

/** What a contributor writes: one file, and what goes into one registry. */
const additions: readonly {
	readonly example: string;
	readonly as?: string;
	readonly folder: string;
	readonly registry: (text: string) => string;
}[] = [
	{
		example: "metropolis",
		// A sampler of this name is built in.
		as: "example-metropolis",
		folder: "samplers",
		registry: (text: string) =>
			`${text}export { metropolis as exampleMetropolis } from "./example-metropolis.js";\n`,
	},
	...["phi6", "o2"].map((example) => ({
		example,
		folder: "actions/scalar",
		registry: (text: string) =>
			`${text}export { ${example} } from "./scalar/${example}.js";\n`,
	})),
	{
		example: "vector-susceptibility",
		folder: "metrics/observables/scalar",
		registry: (text: string) =>
			`import { vectorSusceptibility } from "./observables/scalar/vector-susceptibility.js";\n${text.replace(/(?<=const observables: [^[]*\[\] = \[)/, "\n\tvectorSusceptibility,")}`,
	},
];

const registryOf = (folder: string) =>
	`${folder.replace(/\/.*/, "")}/registry.ts`;

const formula = "test/metrics/observables/scalar/vector-susceptibility.test";
const formulaTest = `
import { test } from "vitest";
import { vectorSusceptibility } from "../../../../metrics/observables/scalar/vector-susceptibility.js";
import { equalsFormula, mean } from "../support.js";

test("its formula", () =>
	equalsFormula(vectorSusceptibility, ({ phi }) => phi.length * mean(phi) ** 2));
`;

test("as one file and one registry line each, in a copy of the source tree", async () => {
	const copy = join(scratch(), "copy");
	const { include } = JSON.parse(
		readFileSync(join(root, "tsconfig.json"), "utf8"),
	) as { include: string[] };
	for (const name of [
		...include,
		...["dist", "lint", "docs", "suites", "examples"],
		...["package.json", "tsconfig.json", "vitest.config.ts"],
	])
		cpSync(join(root, name), join(copy, name), {
			recursive: true,
			filter: (path) => !path.includes(".vite"),
		});
	symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
	for (const { example, as = example, folder, registry } of additions) {
		const source = readFileSync(
			join(root, "examples", `${example}.js`),
			"utf8",
		).replaceAll(`"${example}"`, `"${as}"`);
		const exported = readFileSync(join(root, "library/index.ts"), "utf8");
		writeFileSync(
			join(copy, folder, `${as}.ts`),
			asTypeScript(source, exported, folder),
		);
		const list = join(copy, registryOf(folder));
		writeFileSync(list, registry(readFileSync(list, "utf8")));
	}
	writeFileSync(join(copy, `${formula}.ts`), formulaTest);
	writeFileSync(
		join(copy, "suites/mine.yaml"),
		readFileSync(join(root, "examples/suite.yaml"), "utf8")
			.replace("./metropolis.js", "example-metropolis")
			.replaceAll(/\.\/(phi6|o2)\.js/g, "$1")
			.replace(/observables: .*\n/, ""),
	);
	const node = (...args: string[]) =>
		exec(process.execPath, args, {
			cwd: copy,
			env: { ...process.env, NO_COLOR: "1" },
		}).catch((error: { stdout?: string; stderr?: string }) => {
			throw new Error(`${error.stdout}${error.stderr}`);
		});
	// The new files, and what they and the registries import; the rest is compiled already.
	writeFileSync(
		join(copy, "tsconfig.mine.json"),
		JSON.stringify({
			extends: "./tsconfig.json",
			compilerOptions: { incremental: false, tsBuildInfoFile: null },
			include: [
				...["core/**/*.d.ts", "tensor/**/*.d.ts"],
				`${formula}.ts`,
				...additions.flatMap(({ example, as = example, folder }) => [
					`${folder}/${as}.ts`,
					registryOf(folder),
				]),
			],
		}),
	);
	await node("node_modules/typescript/bin/tsc", "-p", "tsconfig.mine.json");
	// The build bundles these with their libraries, and the compiler may have written them anew.
	for (const name of ["tensor/gradients.js", "reports/draw/vega-library.js"])
		cpSync(join(root, "dist", name), join(copy, "dist", name));
	const { stdout } = await node(
		"node_modules/vitest/vitest.mjs",
		"run",
		...["samplers/contract", "actions/contract", "metrics/observables"].map(
			(name) => `dist/test/${name}.test.js`,
		),
		`dist/${formula}.js`,
		"dist/test/architecture.test.js",
		...["--reporter=verbose", "--testNamePattern"],
		"example-metropolis|phi6|o2|vectorSusceptibility|its formula|names are unique|dependencies point",
	);
	for (const name of [
		"example-metropolis",
		"phi6",
		"o2",
		"vectorSusceptibility",
	])
		expect(stdout, name).toMatch(new RegExp(`✓ .* > '?${name}'? > `));
	expect(stdout).toMatch(/✓ .*vector-susceptibility.* > its formula/);
	const command = (...args: string[]) =>
		node(
			...["--input-type=module", "--eval"],
			`import { runProgram } from "./dist/cli/program.js"; await runProgram(${JSON.stringify(args)});`,
		);
	const schema = await command("schema", "suite");
	expect(schema.stdout).toContain('"example-metropolis"');
	const cells = await command("run", "mine", "--dry-run");
	expect(cells.stdout).toMatch(/phi6 4x4 +example-metropolis .* run /);
}, 240_000);
