/**
 * The state of a run from its folder alone: every cell with its state. It works on any machine that sees the
 * folder, while the run goes on.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { defined } from "../../core/elements.js";
import { InputError } from "../../core/errors.js";
import type { BenchRecord, Status } from "../../core/record.js";
import { isInUse } from "../store/lock.js";
import { lives } from "../store/owner.js";
import { readRecords, recordsName } from "../store/read-records.js";
import { isFinished } from "../store/successor.js";
import { type PlannedCell, planName, readPlan } from "./plan-file.js";
import { lifeInterval } from "./tracker.js";
import { readTrail, type Trail } from "./trail.js";

/**
 * `waiting`: no attempt yet. `queued`: a scheduler has it. `silent`: it ran, and gives no sign of life
 * any more. The others are those of its record.
 */
export type CellState = "waiting" | "queued" | "running" | "silent" | Status;

export interface CellView extends PlannedCell {
	readonly state: CellState;
	/** Why it has no result. */
	readonly reason?: string;
	readonly trail?: Trail;
	readonly record?: BenchRecord;
	/** Seconds of the present or last attempt. */
	readonly seconds?: number;
}

export interface Snapshot {
	readonly title: string;
	readonly cells: readonly CellView[];
	/** Whether a run holds the folder on this machine, or on another one. */
	readonly inUse: boolean;
	/** Lines of records that cannot be read. */
	readonly troubles: readonly string[];
}

/** Seconds without a sign of life after which a cell on another machine counts as silent. */
const patience = 8 * lifeInterval;

/**
 * @param known the folder's records, for callers that have read them
 * @throws InputError if the folder is not that of a run
 */
export function snapshotOf(
	folder: string,
	known?: readonly BenchRecord[],
): Snapshot {
	if (
		!existsSync(join(folder, planName)) &&
		!existsSync(join(folder, recordsName))
	)
		throw new InputError(
			`${folder}: neither ${planName} nor ${recordsName} in it; expected the folder of a run`,
		);
	const troubles: string[] = [];
	const plan = readPlan(folder);
	// Before the records: a cell that ends in the meantime then still has its trail.
	const trails = new Map(
		plan?.cells.map(({ key }) => [key, readTrail(join(folder, "cells", key))]),
	);
	const records =
		known ??
		readRecords(folder, "it is left out", (trouble) => troubles.push(trouble));
	const byKey = new Map(records.map((record) => [record.key, record]));
	const planned = plan?.cells ?? records.map(plannedOf);
	const now = Date.now();
	return {
		title: plan?.title ?? records[0]?.suite ?? folder,
		cells: planned.map((cell) =>
			viewOf(cell, trails.get(cell.key), byKey.get(cell.key), now),
		),
		inUse: isInUse(folder),
		troubles,
	};
}

function plannedOf({ key, action, sampler, seed }: BenchRecord): PlannedCell {
	return { key, target: action.label, sampler: sampler.label, seed };
}

function viewOf(
	cell: PlannedCell,
	trail: Trail | undefined,
	record: BenchRecord | undefined,
	now: number,
): CellView {
	const common = {
		...cell,
		...defined({ trail, record }),
	};
	const seconds = secondsOf(trail, now);
	const timed = seconds === undefined ? common : { ...common, seconds };
	// A record is newer than a trail that nobody ended, unless a new attempt has begun since.
	const later =
		record === undefined ||
		(!isFinished(record) && began(trail) > startOf(record));
	if (trail?.state === "running" && later) {
		const quiet = quietFor(trail, now);
		return quiet === undefined
			? { ...timed, state: "running" }
			: { ...timed, state: "silent", reason: quiet };
	}
	if (trail?.state === "queued" && later) return { ...common, state: "queued" };
	if (record === undefined) return { ...common, state: "waiting" };
	const { status, reason } = record;
	return {
		...timed,
		state: status,
		...defined({ reason }),
	};
}

function began(trail: Trail | undefined): string {
	return trail?.started ?? trail?.queued ?? "";
}

function startOf(record: BenchRecord): string {
	return record.environment?.startedAt ?? "";
}

/** Why a trail that nobody ended counts as given up; undefined while it may go on. */
function quietFor(
	{ host, pid, updated }: Trail,
	now: number,
): string | undefined {
	const gone =
		host !== undefined && pid !== undefined && lives({ host, pid }) === false;
	const quiet = (now - Date.parse(updated)) / 1000;
	if (!gone && quiet < patience) return undefined;
	const since = gone ? "its process has ended" : "no sign of life";
	return `${since} since ${updated.slice(0, 19)}Z on ${host ?? "an unknown machine"}`;
}

function secondsOf(trail: Trail | undefined, now: number): number | undefined {
	if (trail?.started === undefined) return undefined;
	const end = trail.state === "running" ? now : Date.parse(trail.updated);
	return Math.max(0, (end - Date.parse(trail.started)) / 1000);
}

/** Cells of the plan without any record, in words. */
export function missingCells({ cells }: Snapshot): readonly string[] {
	return cells
		.filter(({ record }) => record === undefined)
		.map(
			({ target, sampler, seed, state, reason }) =>
				`${target} / ${sampler} / seed ${seed}: ${state}${reason === undefined ? "" : `, ${reason}`}`,
		);
}
