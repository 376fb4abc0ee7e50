import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Ensemble } from "../../core/ensemble.js";
import { createFieldSpace } from "../../core/field-space.js";
import { createLattice } from "../../core/lattice.js";
import { readNpy } from "../../core/npy.js";
import type { BenchRecord } from "../../core/record.js";
import { runCell } from "../../harness/cell/cell.js";
import { cellFiles } from "../../harness/cell/files.js";
import { ThinnedDraws } from "../../harness/cell/thinned-draws.js";
import { describeHost } from "../../harness/environment.js";
import type { Executor } from "../../harness/executor.js";
import { planCells } from "../../harness/plan.js";
import { runSuite } from "../../harness/run.js";
import { openStore } from "../../harness/store/store.js";
import { builtin } from "../../suites/catalogue.js";
import { loadSuite } from "../../suites/load.js";
import { openTestBackend } from "../support/backend.js";
import { recordsOf, runApart, scratch } from "../support/command.js";
import { twoWells } from "../support/two-well-sampler.js";

const facts = await describeHost(["test"]);

const sampler = fileURLToPath(
	new URL("../support/two-well-sampler.js", import.meta.url),
);

/** @param chains before the others */
function suiteIn(folder: string, chains: readonly string[] = []): string {
	const path = join(folder, "suite.yaml");
	writeFileSync(
		path,
		JSON.stringify({
			targets: [
				{
					action: "phi4",
					label: "wells",
					shape: [2],
					parameters: { m2: -6, lambda: 1.5 },
				},
			],
			samplers: [
				...chains.map((label) => ({
					sampler,
					label,
					options: { kind: "chains" },
				})),
				{ sampler, label: "chain", options: { kind: "chains" } },
				{ sampler, label: "good" },
				{ sampler, label: "lossy", options: { wells: "one" } },
				{ sampler, label: "shifted", options: { shift: 0.2 } },
			],
			// Eight blocks of one size: nothing more is drawn for the clock.
			draws: 3072,
			measure: { seconds: 0.001 },
		}),
	);
	return path;
}

await openTestBackend();

/** Cells one after another in this process, with files as in one of their own. */
const inProcess: Executor = {
	name: "in process",
	label: "for tests",
	async run(cells, host) {
		for (const cell of cells) {
			const { sampler } = cell;
			const folder = host.cellFolder(cell.key);
			const record = await runCell(cell, {
				sampler: twoWells.create(twoWells.options.parse(sampler.options)),
				catalogue: builtin,
				backend: {
					name: "cpu",
					device: { kind: "cpu", name: "test", count: 1 },
					reason: "test",
					versions: {},
				},
				threads: 1,
				facts,
				now: () => performance.now() / 1000,
				processor: () => performance.now() / 1000,
				machine: () => undefined,
				interrupted: () => false,
				signal: new AbortController().signal,
				breathe: async () => {},
				progress: () => {},
				files: cellFiles(cell, folder, host.targetSource(cell), "test"),
			});
			await host.finished(cell, record);
		}
	},
};

async function runIn(
	folder: string,
	only: readonly string[] = [],
	chains: readonly string[] = [],
): Promise<(label: string) => BenchRecord> {
	const { suite } = await loadSuite(suiteIn(folder, chains));
	const store = await openStore(join(folder, "out"), { fresh: false });
	const never = new AbortController().signal;
	try {
		await runSuite(
			{
				suite,
				only,
				executor: inProcess,
				settings: { backend: "cpu", threads: 1, facts },
				interrupt: never,
				kill: never,
			},
			store,
			{ planned() {}, started() {}, progress() {}, finished() {} },
		);
	} finally {
		await store.close();
	}
	return recordIn(folder);
}

function recordIn(folder: string): (label: string) => BenchRecord {
	const records = recordsOf(join(folder, "out"));
	return (label) => {
		const found = records.find((record) => record.sampler.label === label);
		if (found === undefined) throw new Error(`no record of ${label}`);
		return found;
	};
}

const essCheck = "forward and reverse ESS agree (reweighted)";
const logZCheck = "log Z from draws of the target (reweighted)";
const boundsCheck = "log Z within its bounds (reweighted)";

/** All cells in the order of the plan: for the tests that only look. */
let whole: ReturnType<typeof runWhole> | undefined;
const undisturbedRun = () => (whole ??= runWhole());
async function runWhole() {
	const folder = scratch();
	return { folder, of: await runIn(folder) };
}

test("a chain's draws show which flow has lost a mode", async () => {
	const { folder, of } = await undisturbedRun();
	const chain = of("chain");
	expect(chain.status).toBe("completed");
	expect(chain.estimators?.chain?.forwardEss).toBeUndefined();
	const fields = await readNpy(
		join(folder, "out", "cells", chain.key, "target-fields.npy"),
	);
	expect(fields.shape[1]).toBe(2);
	expect(fields.shape[0]).toBeGreaterThan(1000);
	expect(fields.shape[0]).toBeLessThanOrEqual(4096);

	const good = of("good");
	const estimator = good.estimators?.reweighted;
	const ratio = (estimator?.forwardEss ?? 0) / (estimator?.kishEss ?? 1);
	expect(Math.abs(Math.log(ratio))).toBeLessThan(0.1);
	expect(estimator?.forwardEssError).toBeGreaterThan(0);
	for (const name of [essCheck, boundsCheck])
		expect(good.checks?.[name]).toMatchObject({
			verdict: "pass",
			source: `${fields.shape[0]} draws of chain, seed 1`,
		});
	expect(good.checks?.[logZCheck].verdict).not.toBe("fail");

	const lossy = of("lossy");
	// The reverse ESS sees nothing.
	expect(lossy.estimators?.reweighted?.kishEss).toBeGreaterThan(1000);
	expect(lossy.estimators?.reweighted?.forwardEss).toBeLessThan(1);
	const check = lossy.checks?.[essCheck];
	expect(check?.verdict).toBe("fail");
	expect(check?.reason).toMatch(
		/^the model has lost a part of the target: (4|5)\d % of the target's draws/,
	);
	// Half of Z is missing.
	const logZ = lossy.checks?.[logZCheck];
	expect(logZ?.verdict).toBe("fail");
	expect(
		Math.abs(
			(logZ?.measured?.value ?? 0) -
				(logZ?.reference?.value ?? 0) -
				Math.log(2),
		),
	).toBeLessThan(
		4 * Math.hypot(logZ?.measured?.error ?? 0, logZ?.reference?.error ?? 0),
	);

	// A density that is not normalised as drawn leaves the ESS alone, and shows in log Z.
	const shifted = of("shifted");
	expect(shifted.checks?.[essCheck].verdict).toBe("pass");
	expect(shifted.checks?.[logZCheck].verdict).toBe("fail");
	expect(shifted.cost?.measure?.seconds).toBeGreaterThan(0);
});

test("without a chain a flow says what it lacks; when one completes, it is evaluated again", async () => {
	const { of: undisturbed } = await undisturbedRun();
	const folder = scratch();
	const alone = (await runIn(folder, ["good", "lossy"]))("good");
	expect(alone.status).toBe("completed");
	expect(alone.estimators?.reweighted?.forwardEss).toBeUndefined();
	expect(alone.checks?.[essCheck]).toMatchObject({
		verdict: "inconclusive",
		reason: "no draws of the target",
	});
	// Of another target, or of none, nothing changes.
	expect((await runIn(folder, ["good"]))("good")).toEqual(alone);
	// The flows follow the chain, whichever is asked for first.
	const of = await runIn(folder);
	for (const label of ["good", "lossy"]) {
		expect(of(label).checks).toEqual(undisturbed(label).checks);
		expect(of(label).estimators).toEqual(undisturbed(label).estimators);
	}
	expect(of("lossy").checks?.[essCheck].verdict).toBe("fail");
});

test("a flow ends with the draws of one chain, whichever completes first", async () => {
	const undisturbed = await runIn(scratch(), [], ["first"]);
	const folder = scratch();
	const source = (record: BenchRecord) => record.checks?.[essCheck].source;
	const early = await runIn(folder, ["chain", "good"], ["first"]);
	expect(source(early("good"))).toMatch(/ draws of chain, seed 1$/);
	const of = await runIn(folder, [], ["first"]);
	expect(source(of("good"))).toMatch(/ draws of first, seed 1$/);
	expect(of("good").checks).toEqual(undisturbed("good").checks);
	expect(of("good").estimators).toEqual(undisturbed("good").estimators);
	// Nothing better can come.
	expect(
		readdirSync(join(folder, "out", "cells", of("good").key)).filter((name) =>
			name.startsWith("checkpoint"),
		),
	).toEqual([]);
});

test("a chain that crashed costs its flows nothing", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const command = ["run", suiteIn(folder), "--out", out, "--quiet"];
	const only = ["--only", "chain", "--only", "lossy"];
	// The chain's process cannot write its log, and later it can.
	const [chain] = planCells((await loadSuite(suiteIn(folder))).suite);
	const log = join(out, "cells", chain.key, "log.txt");
	mkdirSync(log, { recursive: true });
	const stopped = await runApart([...command, ...only]);
	expect(stopped.stderr).toMatch(
		/^cannot write .*log\.txt: a folder of this name is in the way\n$/,
	);
	expect(stopped.status).toBe(4);
	await runApart([...command, "--only", "lossy"]);
	rmSync(log, { recursive: true });
	expect((await runApart([...command, ...only])).status).toBe(1);
	// Processes of their own find its draws.
	expect(recordIn(folder)("lossy").checks?.[essCheck].verdict).toBe("fail");
	// Nothing is left over from the first evaluation.
	const lossy = recordIn(folder)("lossy").key;
	expect(
		readdirSync(join(out, "cells", lossy)).filter((name) =>
			name.startsWith("checkpoint"),
		),
	).toEqual([]);
});

describe("draws kept from chains", () => {
	const space = createFieldSpace({ lattice: createLattice([3]) });
	/** Entry (c, i) has S = 1000 c + i and the field (c, i, 0). */
	const block = (chains: number, first: number, length: number): Ensemble => {
		const entries = Array.from({ length: chains * length }, (_, at) => {
			const chain = Math.floor(at / length);
			return [chain, first + (at % length)] as const;
		});
		return {
			space,
			count: entries.length,
			fields: Float64Array.from(entries.flatMap(([c, i]) => [c, i, 0])),
			action: Float64Array.from(entries, ([c, i]) => 1e6 * c + i),
			structure: { kind: "chains", chains, accepted: null },
		};
	};

	test("are as far apart as asked, fields with their S, whatever the blocks", () => {
		const whole = new ThinnedDraws(3);
		whole.add(block(3, 0, 20_000));
		const parts = new ThinnedDraws(3);
		for (let first = 0; first < 20_000; first += 1250) {
			parts.add(block(3, first, 1250));
			const state = parts.save();
			// A checkpoint in between changes nothing.
			if (state !== undefined && first === 10_000)
				parts.restore(structuredClone(state));
		}
		for (const distance of [1, 7, 40, 300]) {
			const { fields, action } = whole.thinned(distance);
			expect(parts.thinned(distance)).toEqual({ fields, action });
			expect(action.length).toBeLessThanOrEqual(4096);
			expect(action.length).toBeGreaterThan(
				Math.min(2048, (3 * 20_000) / distance / 2),
			);
			const near = action.filter((value, i) => {
				const [chain, index] = fields.subarray(3 * i, 3 * i + 2);
				const next = action[i + 1] ?? Number.POSITIVE_INFINITY;
				return value !== 1e6 * chain + index || next - value < distance;
			});
			expect(near.length).toBe(0);
			expect(new Set(action.map((value) => Math.floor(value / 1e6))).size).toBe(
				3,
			);
		}
	});

	test("weighted draws are not kept", () => {
		const kept = new ThinnedDraws(3);
		kept.add({
			...block(1, 0, 10),
			structure: { kind: "weighted", logWeights: new Float64Array(10) },
		});
		expect(kept.save()).toBeUndefined();
		expect(kept.thinned(1).action.length).toBe(0);
	});
});
