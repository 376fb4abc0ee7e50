/**
 * Chooses the chain whose draws evaluate a flow. The choice depends on the plan and on which chains have
 * completed, never on the order in which they completed. So a run that was disturbed, or cut into tasks,
 * ends with the same records as one that was not.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import canonicalize from "canonicalize";
import type { BenchRecord } from "../../core/record.js";
import { forwardEssCheck } from "../../metrics/checks/forward.js";
import type { PlannedCell } from "../follow/plan-file.js";
import { type Cell, questionOf } from "../plan.js";
import { isFinished } from "../store/successor.js";
import { discardCheckpoint, hasCheckpoint } from "./checkpoints.js";
import { sealName, type TargetSource } from "./target-samples.js";

/** What is known of a run when draws are looked for. */
export interface RunSoFar {
	/** In the order of the plan; empty where no plan is known. */
	readonly plan: readonly Pick<PlannedCell, "key" | "target" | "seed">[];
	readonly records: readonly BenchRecord[];
	/** The folder of a cell by its key. */
	folderOf(key: string): string;
}

/**
 * The chain of this run whose draws of the cell's target should be used. It must have completed
 * without a failed check. One with the same seed comes before the others, and then the order of the
 * plan counts.
 */
export function targetSourceOf(
	cell: Cell,
	{ plan, records, folderOf }: RunSoFar,
): TargetSource | undefined {
	const wanted = targetOf(questionOf(cell).action);
	const found = new Map(records.map((record) => [record.key, record]));
	const planned = plan.filter(({ target }) => target === cell.target.label);
	const inPlan = new Set(planned.map(({ key }) => key));
	const all = [...planned, ...records.filter(({ key }) => !inPlan.has(key))];
	let final = true;
	for (const { key } of [
		...all.filter(({ seed }) => seed === cell.seed),
		...all.filter(({ seed }) => seed !== cell.seed),
	]) {
		if (key === cell.key) continue;
		const record = found.get(key);
		if (record === undefined || !isFinished(record)) final = false;
		else if (
			targetOf(record.action) === wanted &&
			isSoundChain(record) &&
			existsSync(join(folderOf(key), sealName))
		)
			return { folder: folderOf(key), source: nameOf(record), final };
	}
	return undefined;
}

function isSoundChain({ status, estimators, checks }: BenchRecord): boolean {
	return (
		status === "completed" &&
		estimators?.chain !== undefined &&
		Object.values(checks ?? {}).every(({ verdict }) => verdict !== "fail")
	);
}

function nameOf({ sampler, seed }: BenchRecord): string {
	return `${sampler.label}, seed ${seed}`;
}

/** Labels and references do not matter. */
function targetOf({ name, shape, parameters, module }: BenchRecord["action"]) {
	return canonicalize({ name, code: module?.sha256, shape, parameters });
}

/** Why a flow has no forward ESS where no chain of its target has completed yet. */
export const noDraws = "no draws of the target";

/** Whether the checks of a record would say more with the draws of a chain. */
function lacksDraws(record: BenchRecord): boolean {
	return Object.values(record.checks ?? {}).some(
		({ reason }) => reason === noDraws,
	);
}

/** Whether the flow of a record was evaluated with draws of another chain than this one. */
function usesOthers(record: BenchRecord, { source }: TargetSource): boolean {
	return drawsOf(record)?.endsWith(` draws of ${source}`) === false;
}

/** The draws of the target that a flow was evaluated with; undefined for a chain. */
function drawsOf({ checks }: BenchRecord): string | undefined {
	return Object.entries(checks ?? {}).find(([name]) =>
		name.startsWith(forwardEssCheck),
	)?.[1].source;
}

/**
 * Whether a finished cell should be evaluated again with these draws, from its checkpoint.
 * @param folder of the cell
 */
export function wantsDraws(
	record: BenchRecord,
	source: TargetSource | undefined,
	folder: string,
): boolean {
	if (source === undefined) return false;
	return (
		lacksDraws(record) || (usesOthers(record, source) && hasCheckpoint(folder))
	);
}

/**
 * Removes the checkpoint of a cell that has ended, unless it may go on from there: an interrupted cell, one
 * out of time, and a flow whose draws of the target are missing or may be replaced.
 */
export async function discardUnlessNeeded(
	record: BenchRecord,
	source: TargetSource | undefined,
	folder: string,
): Promise<void> {
	const goesOn = record.status === "interrupted" || record.status === "timeout";
	const waits =
		drawsOf(record) !== undefined &&
		(source?.final !== true || usesOthers(record, source));
	if (!goesOn && !waits) await discardCheckpoint(folder);
}
