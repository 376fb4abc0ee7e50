/** What cells ask of a scheduler. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
	arrayOptions,
	batchScript,
} from "../../harness/executors/slurm/script.js";
import { verdictOf } from "../../harness/executors/slurm/verdict.js";
import { planCells } from "../../harness/plan.js";
import { formatSuite } from "../../suites/format.js";
import { loadSuite, loadText } from "../../suites/load.js";
import {
	collectorOptions,
	mergeMachines,
	optionsFor,
} from "../../suites/machines.js";
import { loadProfile } from "../../suites/profile.js";
import { scratch } from "../support/command.js";

const load = (machines: string) =>
	loadText(
		{
			file: "s.yaml",
			text: `targets:
  - { label: E1, action: phi4, shape: [4, 4], parameters: { m2: -4, lambda: 6 } }
samplers: [hmc, { sampler: realnvp, options: { layers: { grid: [2, 4] } } }]
machines:
${machines}`,
		},
		scratch(),
	);

const section = `  sbatch: { partition: cpu, account: lattice, time: "02:00:00" }
  rules:
    - { samplers: [realnvp], sbatch: { partition: gpu, gres: "gpu:1", account: false } }
    - { targets: ["E*"], seeds: [2], sbatch: { mem: 8G, exclusive: true } }
`;

test("rules fit labels, grids, patterns and seeds; the last one counts", async () => {
	const { machines } = (await load(section)).suite;
	const of = (sampler: string, seed: number) =>
		optionsFor(machines, { target: "E1", sampler, seed });
	expect(of("hmc", 1)).toEqual({
		partition: "cpu",
		account: "lattice",
		time: "02:00:00",
	});
	expect(of("realnvp (layers 4)", 2)).toEqual({
		partition: "gpu",
		gres: "gpu:1",
		time: "02:00:00",
		mem: "8G",
		exclusive: true,
	});
	expect(collectorOptions(machines)).toEqual({
		partition: "cpu",
		account: "lattice",
	});
});

test("machines are no part of a question, and stay in the suite of the run's folder", async () => {
	const [plain, asked] = await Promise.all(
		["  sbatch: {}\n", section].map(async (text) => (await load(text)).suite),
	);
	const keys = (suite: typeof plain) => planCells(suite).map(({ key }) => key);
	expect(keys(asked)).toEqual(keys(plain));
	const path = join(scratch(), "suite.yaml");
	writeFileSync(path, formatSuite(asked));
	expect((await loadSuite(path)).suite.machines).toEqual(asked.machines);
});

test.each([
	["  sbatch: { array: 0-3 }\n", "latticebench sets array itself"],
	["  sbatch: { --mem: 1G }\n", "without dashes"],
	["  rules: [{ samplers: [hcm], sbatch: {} }]\n", "fits no label"],
	["  sbtach: {}\n", "sbatch"],
])("a mistake is answered in its place: %s", async (text, message) => {
	await expect(load(text)).rejects.toThrow(message);
	await expect(load(text)).rejects.toThrow(/^s\.yaml:5:/);
});

test("a profile is joined to the suite's section and counts more", async () => {
	const path = join(scratch(), "cluster.yaml");
	writeFileSync(path, "sbatch: { partition: long }\nbefore: [module load x]\n");
	const both = mergeMachines(
		(await load(section)).suite.machines,
		loadProfile(path),
	);
	expect(both.sbatch).toMatchObject({ partition: "long", account: "lattice" });
	expect(both.before).toEqual(["module load x"]);
	writeFileSync(path, "sbatch: {}\natOnce: none\n");
	expect(() => loadProfile(path)).toThrow(/cluster\.yaml:2:9/);
});

test("scripts quote what a shell would change, and options reach sbatch", () => {
	expect(batchScript(["module load x"], ["/a b/it's", "x"])).toBe(
		"#!/bin/sh\n# Written by latticebench.\nmodule load x\nexec '/a b/it'\\''s' x\n",
	);
	const options = arrayOptions(
		{ signal: "B:USR2@30", exclusive: true },
		5,
		2,
		"/l",
		"n",
	);
	expect(options).toContain("--array=0-4%2");
	expect(options).toContain("--exclusive");
	// A later option counts, so a user may choose another time.
	expect(options.indexOf("--signal=B:USR2@30")).toBeGreaterThan(
		options.findIndex((one) => one.startsWith("--signal=B:USR2@9")),
	);
});

test.each([
	["CANCELLED", "0:15", "running", "interrupted", "cancelled"],
	["NODE_FAIL", "0:15", "running", "interrupted", "taken away"],
	["TIMEOUT", "0:9", "running", "timeout", "time limit"],
	["OUT_OF_MEMORY", "0:9", "running", "failed", "out of memory"],
	["FAILED", "0:9", "running", "failed", "when memory runs out"],
	["FAILED", "3:0", "running", "failed", "status 3"],
	[undefined, "", "queued", "interrupted", "never began"],
] as const)(
	"a task that left no record: %s %s",
	(state, exitCode, was, status, reason) => {
		const found = verdictOf(
			state === undefined ? undefined : { state, exitCode, reason: "None" },
			{ schema: 1, state: was, updated: "", points: [] },
			"slurm/x/array-0-1.log",
		);
		expect(found.status).toBe(status);
		expect(found.reason).toContain(reason);
	},
);
