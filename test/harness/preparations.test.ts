import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { preparationOf } from "../../harness/cell/preparations.js";
import { type Cell, planCells } from "../../harness/plan.js";
import { equivariantCnf } from "../../samplers/continuous/equivariant-cnf.js";
import { loadSuite } from "../../suites/load.js";
import { backend, runIn } from "../support/cell-folder.js";
import { scratch } from "../support/command.js";

async function cellsIn(
	folder: string,
	conditional: unknown,
): Promise<readonly Cell[]> {
	const path = join(folder, "suite.yaml");
	const targets = [5, 7.5, 9].map((lambda) => ({
		action: "phi4",
		label: `lambda ${lambda}`,
		shape: [3, 3],
		parameters: { m2: -4, lambda },
	}));
	const options = {
		conditional,
		frequencies: 8,
		bonds: 4,
		timeModes: 1,
		timeBonds: 3,
		batch: 32,
		evaluationDraws: 60,
	};
	writeFileSync(
		path,
		JSON.stringify({
			targets,
			samplers: [{ sampler: "equivariant-cnf", options }],
			draws: 200,
			budget: { steps: 10 },
		}),
	);
	return planCells((await loadSuite(path)).suite);
}

test("cells that differ in lambda alone share one training, and each is charged all of it", async () => {
	const folder = scratch();
	const cells = await cellsIn(folder, { lambda: [5, 9] });
	const records: BenchRecord[] = [];
	for (const cell of cells)
		records.push(await runIn(folder, cell, equivariantCnf));
	const [first, ...others] = records;
	expect(first.status).toBe("completed");
	const cost = first.cost?.train;
	expect(cost?.gradientEvaluations).toBe(320);
	for (const record of others) {
		expect(record.status).toBe("completed");
		expect(record.facts?.preparation).toBe(first.facts?.preparation);
		expect(record.history).toEqual(first.history);
		expect(record.cost?.train?.gradientEvaluations).toBe(320);
		// What settling the steps for another coupling takes comes on top.
		expect(record.cost?.train?.seconds).toBeGreaterThanOrEqual(
			cost?.seconds ?? Number.POSITIVE_INFINITY,
		);
	}
	const kept = readdirSync(join(folder, "cells")).filter((name) =>
		name.startsWith("prepared-"),
	);
	expect(kept).toEqual([`prepared-${first.facts?.preparation}`]);
	// Three couplings, three sets of draws.
	const values = records.map(
		({ estimators }) => estimators?.reweighted?.observables?.phi2?.value,
	);
	expect(new Set(values).size).toBe(3);
});

test("another seed, budget, mass or sampler option is another preparation; another draw count is not", async () => {
	const [cell] = await cellsIn(scratch(), { lambda: [5, 9] });
	const keyOf = (changed: Cell) =>
		preparationOf(changed, ["lambda"], backend, 1, "", "test").key;
	const { target, sampler } = cell;
	const atParameters = (parameters: Record<string, number>): Cell => ({
		...cell,
		target: { ...target, parameters },
	});
	expect(keyOf(atParameters({ m2: -4, lambda: 6 }))).toBe(keyOf(cell));
	expect(keyOf({ ...cell, draws: 7 })).toBe(keyOf(cell));
	for (const other of [
		atParameters({ m2: -3, lambda: 5 }),
		{ ...cell, seed: 2 },
		{ ...cell, budget: { steps: 11 } },
		{ ...cell, sampler: { ...sampler, options: { batch: 64 } } },
	] as const)
		expect(keyOf(other)).not.toBe(keyOf(cell));
});

test("a flow for one coupling shares nothing", async () => {
	const options = equivariantCnf.options.parse({});
	expect(equivariantCnf.serves?.(options)).toBeUndefined();
});
