import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
	gaussianSuite,
	recordsOf,
	run,
	runApart,
	scratch,
} from "../support/command.js";

const dist = join(import.meta.dirname, "../..");

/** The programs that the logs of a run's cells name. */
function programsOf(out: string): ReadonlySet<string> {
	const logs = readdirSync(join(out, "cells")).map((key) =>
		readFileSync(join(out, "cells", key, "log.txt"), "utf8"),
	);
	return new Set(
		logs.flatMap((log) =>
			Array.from(log.matchAll(/begins \((.*)\)/g), ([, name]) => String(name)),
		),
	);
}

function suiteOf(folder: string): string {
	const path = join(folder, "suite.yaml");
	const suite = {
		targets: [
			{ action: "phi4", shape: [4, 4], parameters: { m2: -4, lambda: 8 } },
		],
		samplers: [
			{ sampler: "hmc", options: { trajectory: 1, stepSize: 0.2 } },
			{ sampler: "realnvp", options: { layers: 2 } },
			"equivariant-cnf",
		],
		draws: 1024,
		// Drawing stops at the draws, whatever the clock says.
		measure: { seconds: 0.001 },
		budget: { seconds: 600, steps: 20 },
	};
	writeFileSync(path, JSON.stringify(suite));
	return path;
}

test("a cell with a module of the user's shares the library with it", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	await runApart(["run", gaussianSuite(folder), "--out", out]);
	expect(programsOf(out)).toEqual(new Set(["main.js"]));
});

test("a cell's file imports only by what it is given, since kept code cannot", () => {
	const text = readFileSync(
		join(dist, "program/harness/cell/main.cjs"),
		"utf8",
	);
	expect(text).toContain('$import("webgpu")');
	expect(text.match(/(?<![$\w.`])import\(/g)).toBeNull();
});

test("both programs give the same numbers", async () => {
	const folder = scratch();
	const path = suiteOf(folder);
	const [apart, inline] = [join(folder, "apart"), join(folder, "inline")];
	const args = ["run", path, "--threads", "1", "--out"];
	expect(await runApart([...args, apart])).toMatchObject({ status: 0 });
	expect(programsOf(apart)).toEqual(new Set(["start.cjs"]));
	expect(await run([...args, inline])).toMatchObject({ status: 0 });
	const estimates = (out: string) =>
		recordsOf(out).map((record) => {
			if (record.status !== "completed") throw new Error(record.reason);
			return [record.sampler.label, record.estimators];
		});
	expect(estimates(apart)).toHaveLength(3);
	expect(estimates(apart)).toEqual(estimates(inline));
});
