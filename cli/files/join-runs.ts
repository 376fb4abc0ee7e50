/** `collect A B --into C`: records, cells' folders, plans and suites of several runs in one folder. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";
import {
	type Plan,
	planName,
	readPlan,
} from "../../harness/follow/plan-file.js";
import {
	type Conflict,
	copyCell,
	type Joined,
	joinRecords,
	newerOf,
	sharedPreparations,
} from "../../harness/store/join.js";
import { refuseOtherSuite } from "../../harness/store/one-suite.js";
import { readRecords } from "../../harness/store/read-records.js";
import type { Store } from "../../harness/store/store.js";
import { findRuns } from "./find-records.js";

const suiteName = "suite.yaml";

interface Source {
	readonly folder: string;
	readonly records: readonly BenchRecord[];
}

export interface JoinPlan {
	readonly title: string | undefined;
	/** The folder itself, as far as it is a run already, and the runs that are joined in it. */
	readonly runs: readonly Source[];
	/** What comes into the folder. */
	readonly others: readonly Joined[];
}

/**
 * What joining runs in a folder comes to. Nothing is written yet.
 * @param newest whether of two different answers to one question the newer one is taken
 * @throws InputError with every conflict
 */
export function planJoin(
	folders: readonly string[],
	into: string,
	newest: boolean,
): JoinPlan {
	const sources = findRuns(folders).filter(
		(folder) => resolve(folder) !== resolve(into),
	);
	const runs = [into, ...sources].map((folder) => ({
		folder,
		records: readRecords(folder),
	}));
	const records = runs.flatMap((run) => run.records);
	const [title] = records.map(({ suite }) => suite);
	if (title !== undefined) refuseOtherSuite(records, title, into);
	const { joined, conflicts } = joinRecords(runs);
	if (conflicts.length > 0 && !newest) throw disagreement(conflicts);
	const chosen = new Map(joined.map((entry) => [entry.record.key, entry]));
	for (const conflict of conflicts) {
		const { key } = conflict.first.record;
		const first = chosen.get(key) ?? conflict.first;
		chosen.set(key, newerOf({ first, second: conflict.second }));
	}
	const others = [...chosen.values()].filter(({ folder }) => folder !== into);
	return { title, runs, others };
}

export async function joinRuns(
	{ title, runs, others }: JoinPlan,
	store: Store,
): Promise<void> {
	const cells = join(store.folder, "cells");
	for (const { folder, record } of others)
		await copyCell(join(folder, "cells", record.key), join(cells, record.key));
	for (const { folder } of runs.slice(1))
		for (const name of sharedPreparations(folder))
			if (!existsSync(join(cells, name)))
				await copyCell(join(folder, "cells", name), join(cells, name));
	await writePlan(store, runs, title);
	await writeSuite(
		store,
		runs.map(({ folder }) => folder),
	);
	await store.save(...others.map(({ record }) => record));
}

function disagreement(conflicts: readonly Conflict[]): InputError {
	const lines = conflicts.map(
		({ first, second }) =>
			`${nameOf(first.record)}: ${first.folder} and ${second.folder} answer it differently${machinesOf(first.record, second.record)}`,
	);
	return new InputError(
		`${lines.join("\n")}\nnothing was written; --newest takes the newer answer of each`,
	);
}

function machinesOf(first: BenchRecord, second: BenchRecord): string {
	const [a, b] = [first, second].map(
		({ environment }) => environment?.device.name ?? "an unknown device",
	);
	return a === b ? "" : ` (measured on ${a} and ${b})`;
}

function nameOf({ action, sampler, seed, key }: BenchRecord): string {
	return `${action.label} / ${sampler.label} / seed ${seed} (${key})`;
}

async function writePlan(
	store: Store,
	runs: readonly Source[],
	title = "",
): Promise<void> {
	const cells = new Map<string, Plan["cells"][number]>();
	for (const { folder, records } of runs) {
		for (const cell of readPlan(folder)?.cells ?? []) cells.set(cell.key, cell);
		for (const { key, action, sampler, seed } of records)
			cells.set(key, {
				key,
				target: action.label,
				sampler: sampler.label,
				seed,
			});
	}
	const plan: Plan = { schema: 1, title, cells: [...cells.values()] };
	await store.write(planName, `${JSON.stringify(plan, null, "\t")}\n`);
}

/** Runs of one suite that differ, for example in their seeds, keep their suites side by side. */
async function writeSuite(
	store: Store,
	folders: readonly string[],
): Promise<void> {
	const texts = new Set(
		folders
			.map((folder) => join(folder, suiteName))
			.filter((path) => existsSync(path))
			.map((path) => readFileSync(path, "utf8")),
	);
	if (texts.size === 1)
		for (const text of texts) await store.write(suiteName, text);
	if (texts.size < 2) return;
	for (const [index, text] of [...texts].entries())
		await store.write(`suite-${index + 1}.yaml`, text);
	process.stderr.write(
		`the runs have ${texts.size} different suite files: they are kept as suite-1.yaml, ...\n`,
	);
}
