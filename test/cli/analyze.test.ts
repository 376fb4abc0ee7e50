import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";

const main = resolve(fileURLToPath(import.meta.url), "../../../cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "analyze-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) =>
	execa(process.execPath, [main, "analyze", ...args], { reject: false });

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
		(_, i) => `${Math.sin(i * i)},${Math.sin(i)}`,
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
