import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
import { autoregressive } from "../core/statistics/support.js";
import { run as latticebench } from "../support/command.js";
import { cli as main } from "../support/paths.js";

const folder = mkdtempSync(join(tmpdir(), "analyze-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
	const { status, stdout, stderr } = await latticebench(["analyze", ...args]);
	return { exitCode: status, stdout, stderr: stderr.trimEnd() };
}

test("the keys of the JSON result are those of the documentation", async () => {
	const path = join(folder, "m.csv");
	const rows = Array.from(
		{ length: 400 },
		(_, i) => `${i % 2},${Math.sin(i * i)},${Math.cos(3 * i * i)}`,
	);
	writeFileSync(path, `chain,m,e\n${rows.join("\n")}\n`);
	const { stdout, exitCode, stderr } = await run(path, "--format", "json");
	expect([exitCode, stderr]).toEqual([0, ""]);
	const result = JSON.parse(stdout);
	expect(Object.keys(result.observables)).toEqual(["m", "e"]);
	for (const key of [
		"mean",
		"error",
		"tauInt",
		"tauIntError",
		"window",
		"ess",
	]) {
		expect(result.observables.m[key]).toBeTypeOf("number");
	}
	expect(result.observables.m.status).toBe("ok");
	expect(result.replicaQ).toBeTypeOf("number");
	expect(result.rHat).toBeTypeOf("number");
});

test("weights, as text and as JSON", async () => {
	const path = join(folder, "w.csv");
	const rows = Array.from(
		{ length: 600 },
		(_, i) => `${Math.sin(i * i)},${Math.sin(1.7 * i * i)}`,
	);
	writeFileSync(path, `m,logWeight\n${rows.join("\n")}\n`);
	const { stdout } = await run(path, "--format", "json");
	const { weights } = JSON.parse(stdout);
	for (const key of ["kishEss", "acceptance", "paretoK", "logZ", "logZError"]) {
		expect(weights[key]).toBeTypeOf("number");
	}
	const text = await run(path);
	expect(text.stdout).toMatch(/600 weighted draws/);
	expect(text.stdout).toMatch(/Kish ESS/);
});

test("wrong input: one line on standard error, nothing on standard output, status 2", async () => {
	const path = join(folder, "bad.csv");
	writeFileSync(path, "m\n1\nx\n");
	const { stdout, stderr, exitCode } = await run(path);
	expect([exitCode, stdout]).toEqual([2, ""]);
	expect(stderr).toBe(`${path}:3:1: 'm' is 'x', expected a finite number`);
});

const chain = (label: string, a = 0.5, count = 1000): Float64Array =>
	autoregressive(label, a, count);
const csv = (
	name: string,
	columns: Readonly<Record<string, ArrayLike<number | string>>>,
) => {
	const names = Object.keys(columns);
	const count = columns[names[0]].length;
	const rows = Array.from({ length: count }, (_, i) =>
		names.map((column) => String(columns[column][i])).join(","),
	);
	const path = join(folder, name);
	writeFileSync(path, `${names.join(",")}\n${rows.join("\n")}\n`);
	return path;
};

test("standard input, also gzipped", async () => {
	const text = `# x\n${[...chain("stdin")].join("\n")}\n`;
	for (const input of [Buffer.from(text), gzipSync(text)]) {
		const { stdout, exitCode } = await execa(
			process.execPath,
			[main, "analyze", "-", "--format", "json"],
			{ input },
		);
		expect(exitCode).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({
			source: "standard input",
			draws: 1000,
		});
	}
});

test("exit status: 1 where replicas disagree, 3 where nothing is resolved", async () => {
	const low = csv("low.csv", { x: chain("low") });
	const high = csv("high.csv", { x: chain("high").map((x) => x + 1) });
	const apart = await run(low, high);
	expect(apart.exitCode).toBe(1);
	expect(apart.stdout).toMatch(/2000 measurements in 2 chains/);
	expect(apart.stdout).toMatch(/the chains disagree: p = \d/);
	expect(apart.stdout).not.toMatch(/p = p/);
	const few = await run(csv("few.csv", { x: [1, 2, 3] }));
	expect(few.exitCode).toBe(3);
	expect(few.stdout).toMatch(/unresolved/);
});

test("a run that changes in time is not resolved, and not excused as short", async () => {
	const wider = chain("wider", 0, 4000).map((x, i) => (i < 2000 ? x : 3 * x));
	const { stdout, exitCode } = await run(csv("wider.csv", { x: wider }));
	expect(exitCode).toBe(1);
	expect(stdout).toMatch(/x: changes in time: the run is not stationary/);
	expect(stdout).toMatch(/unresolved/);
	expect(stdout).not.toMatch(/also when they mix/);
	// No ESS of what is unresolved: mean, error, tauInt, window, ESS, bulk, tail.
	expect(stdout).toMatch(/^x +\S+ +- +\S+ +\S+ +- +- +- +/m);
});

test("a chain that is not thermalised is said, left out only on request, and then it is said how much", async () => {
	const cold = chain("cold", 0.8, 5000).map(
		(x, i) => x + 8 * Math.exp(-i / 60),
	);
	const path = csv("cold.csv", { x: cold });
	const plain = await run(path);
	expect(plain.stdout).toMatch(/5000 measurements/);
	expect(plain.stdout).toMatch(
		/first \d+ measurements of .* do not look thermalised.*--skip auto/,
	);
	const auto = await run(path, "--skip", "auto", "--format", "json");
	const { draws, notes } = JSON.parse(auto.stdout);
	expect(notes.join()).toContain(`the first ${5000 - draws} measurements`);
	const number = await run(path, "--skip", "500", "--format", "json");
	expect(JSON.parse(number.stdout).draws).toBe(4500);
});

test("--S, --bin and --derive, with what they do", async () => {
	const x = chain("options", 0.9, 20_000);
	const path = csv("options.csv", {
		m2: x.map((v) => v * v),
		m4: x.map((v) => v ** 4),
	});
	const of = async (...options: string[]) =>
		JSON.parse((await run(path, "--format", "json", ...options)).stdout)
			.observables;
	const plain = await of("--derive", "binder=1-m4/(3*m2^2)");
	expect(Math.abs(plain.binder.mean)).toBeLessThan(4 * plain.binder.error);
	expect((await of("--S", "3")).m2.window).toBeGreaterThan(plain.m2.window);
	expect((await of("--S", "0")).m2.window).toBe(0);
	expect((await of("--bin", "50")).m2.tauInt).toBeLessThan(1);
	const { stderr, exitCode } = await run(path, "--derive", "b=1-m5/m2");
	expect([exitCode, stderr]).toEqual([
		2,
		"--derive 'b=1-m5/m2': column 5: there is no 'm5'; the nearest name is 'm2'",
	]);
});

test.each([
	[["--skip", "-1"], /--skip .*expected auto or a number of measurements/],
	[["--bin", "0"], /--bin .*expected a number of measurements, 1 or more/],
	[["--S", "x"], /--S .*expected a number of 0 or more/],
	[["--axes", "draw,chains"], /--axes .*such as draw,chain/],
	[["--axes", "chain"], /--axes .*such as draw,chain/],
	[
		["--column", "w=weights"],
		/--column w=weights: expected NAME=ROLE, where ROLE is observable/,
	],
])("wrong option %s: status 2", async (options, message) => {
	const path = csv("any.csv", { x: [1, 2, 3, 4] });
	const { exitCode, stderr, stdout } = await run(path, ...options);
	expect([exitCode, stdout]).toEqual([2, ""]);
	expect(stderr).toMatch(message);
});

test("files beside the table", async () => {
	const path = csv("pair.csv", { x: chain("x"), y: chain("y") });
	const file = (name: string) => join(folder, name);
	const { stdout, exitCode } = await run(
		path,
		"--rho",
		file("rho.csv"),
		"--covariance",
		file("covariance.csv"),
		"--samples",
		file("samples.csv"),
		"--resample",
		"bootstrap",
	);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/samples\.csv: 1000 bootstrap samples of \d+ blocks/);
	const first = (name: string) =>
		readFileSync(file(name), "utf8").split("\n")[0];
	expect(first("rho.csv")).toBe("observable,t,rho,error");
	expect(first("covariance.csv")).toBe("observable,x,y");
	expect(first("samples.csv")).toBe("sample,x,y");
});

describe("numbers in one style, and no more digits than mean something", () => {
	test("tiny and huge values", async () => {
		const path = csv("tiny.csv", {
			tiny: chain("tiny").map((x) => x * 4.3e-170),
			huge: chain("huge").map((x) => x * 1e154),
			rounding: chain("rounding").map((x) => 1 + x * 1e-15),
		});
		const { stdout } = await run(path);
		expect(stdout).toMatch(/×10⁻¹⁷/);
		expect(stdout).toMatch(/×10¹⁵/);
		expect(stdout).not.toMatch(/\de[+-]?\d|NaN|0{20}|constant/);
	});
	test("an infinite R-hat", async () => {
		const path = csv("apart.csv", {
			chain: Array.from({ length: 100 }, (_, i) => i % 2),
			x: Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 0.1 : 0.3)),
		});
		const { stdout, exitCode } = await run(path);
		expect(exitCode).toBe(1);
		expect(stdout).toMatch(/R-hat = ∞/);
		const json = await run(path, "--format", "json");
		expect(JSON.parse(json.stdout).rHat).toBe("Infinity");
	});
	test("weights that collapsed: no hundred zeros", async () => {
		const path = csv("collapsed.csv", {
			o: [1, 2, 3, 4, 5],
			logWeight: [0, 0, 0, 0, 500],
		});
		const { stdout } = await run(path);
		expect(stdout).not.toMatch(/0{20}|\de[+-]?\d/);
		// Unresolved: no digits in parentheses.
		expect(stdout).toMatch(/^log Z +498\n/m);
	});
});
