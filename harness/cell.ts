/**
 * One cell, from the question to the record:
 *
 *   1 action -> 2 supported? -> 3 prepare -> 4 draw and measure, block by block -> 5 evaluate -> record
 *
 * Whatever goes wrong is a status with a reason. The clock runs in phases, and what the harness does
 * for itself (checkpoints, files) is not counted.
 */

import type { Action } from "../actions/action.js";
import { messageOf } from "../core/errors.js";
import { createLattice } from "../core/lattice.js";
import { createRandom, type Random } from "../core/random.js";
import type { BenchRecord } from "../core/record.js";
import { Measurements, type Series } from "../metrics/evaluate.js";
import type { Context, Prepared, Sampler } from "../samplers/sampler.js";
import type { Catalogue } from "../suites/catalogue.js";
import type { Backend } from "../tensor/device.js";
import type { CellCheckpoint } from "./checkpoints.js";
import { CellClock, costOf } from "./clock.js";
import { environmentOf, type HostFacts } from "./environment.js";
import { evaluateCell } from "./evaluate-cell.js";
import type { ProgressReport } from "./executor.js";
import { checkEnsemble } from "./parts/check-ensemble.js";
import { type Cell, questionOf } from "./plan.js";

/** The world of a cell, passed in. */
export interface CellHost {
	readonly sampler: Sampler;
	readonly catalogue: Catalogue;
	readonly backend: Backend;
	readonly threads: number;
	readonly facts: HostFacts;
	/** Seconds on a monotonic clock. */
	now(): number;
	/** Whether the user wants the cell to stop, with a checkpoint. */
	interrupted(): boolean;
	/** Aborted a while after an interrupt, for a sampler that offers no checkpoint. */
	readonly signal: AbortSignal;
	/** Lets messages arrive; a long computation would otherwise never hear of an interrupt. */
	breathe(): Promise<void>;
	progress(report: ProgressReport): void;
	readonly files: CellFiles;
}

/** Where a cell keeps what does not go into the record. */
export interface CellFiles {
	/** The checkpoint of an earlier attempt. */
	load(): Promise<CellCheckpoint | undefined>;
	save(checkpoint: Omit<CellCheckpoint, "version" | "key">): Promise<void>;
	/** Whether enough time went by since the last checkpoint. */
	due(): boolean;
	/** Keeps one block of configurations. */
	fields(
		index: number,
		fields: Float32Array | Float64Array,
		shape: readonly number[],
	): Promise<void>;
	/** Keeps the measured histories. */
	series(series: Series): Promise<void>;
}

/** Thrown to leave a computation when the user interrupts. */
class Interrupted extends Error {
	override readonly name = "Interrupted";
}

/** Bytes of fields that one draw may take. */
const blockBytes = 64 * 2 ** 20;
/** Fewer configurations at once are not worth the call. */
const smallBlock = 1024;

export async function runCell(
	cell: Cell,
	host: CellHost,
): Promise<BenchRecord> {
	const question = questionOf(cell);
	const environment = environmentOf(host.facts, host.backend, host.threads);
	const saved = await host.files.load();
	const clock = new CellClock(
		host.now,
		saved?.spent,
		host.backend.device.count,
	);
	const spent = () => ({
		cost: costOf(clock.read(), host.backend.device, host.threads),
		environment,
	});
	try {
		const action = createAction(cell, host.catalogue);
		const verdict = host.sampler.supports(action);
		if (!verdict.ok)
			return { ...question, status: "skipped", reason: verdict.reason };
		const random = createRandom(cell.seed)
			.fork(cell.target.label)
			.fork(cell.sampler.label);
		const context = createContext(host, clock, random.fork("sampler"), saved);
		const prepared = await host.sampler.prepare(
			action,
			{
				seconds: cell.budget.seconds ?? Number.POSITIVE_INFINITY,
				...(cell.budget.steps === undefined
					? {}
					: { steps: cell.budget.steps }),
			},
			context,
		);
		try {
			if (host.interrupted()) throw new Interrupted();
			const { measurements, blockSeconds } = await drawAndMeasure(
				cell,
				host,
				action,
				prepared,
				clock,
				saved,
			);
			clock.phase("measure");
			host.progress({
				stage: "evaluate",
				phase: "measure",
				fraction: 0,
				values: {},
			});
			await host.breathe();
			const result = evaluateCell(
				cell,
				measurements,
				random.fork("evaluate"),
				costOf(clock.read(), host.backend.device, host.threads),
				blockSeconds,
			);
			await clock.unpaid(() => host.files.series(measurements.series()));
			return {
				...question,
				status: "completed",
				...result,
				history: [...prepared.history],
				facts: { ...prepared.facts },
				...spent(),
			};
		} finally {
			prepared.dispose();
		}
	} catch (error) {
		if (error instanceof Interrupted || host.interrupted())
			return {
				...question,
				status: "interrupted",
				reason: `interrupted during ${clock.currentPhase}`,
				...spent(),
			};
		console.error(error);
		return {
			...question,
			status: "failed",
			reason: `${clock.currentPhase}: ${messageOf(error)}`,
			...spent(),
		};
	}
}

function createAction(cell: Cell, catalogue: Catalogue): Action {
	const definition = catalogue.actions.get(cell.target.action);
	if (definition === undefined)
		throw new Error(`no action ${cell.target.action}`);
	// The suite's schema has checked the parameters against this definition.
	return definition.create(
		createLattice(cell.target.shape),
		cell.target.parameters as never,
	);
}

function createContext(
	host: CellHost,
	clock: CellClock,
	random: Random,
	saved: CellCheckpoint | undefined,
): Context {
	return {
		random,
		backend: host.backend,
		threads: host.threads,
		meter: clock,
		signal: host.signal,
		progress: (fraction, values) => {
			const phase = clock.currentPhase;
			// While drawing, the harness counts.
			if (phase !== "draw")
				host.progress({ stage: "prepare", phase, fraction, values });
		},
		offer: async (checkpoint) => {
			await host.breathe();
			if (!host.interrupted() && !host.files.due()) return;
			await clock.unpaid(async () => {
				const sampler = await checkpoint();
				await host.files.save({
					sampler,
					spent: clock.read(),
					fieldFiles: 0,
				});
			});
			if (host.interrupted()) throw new Interrupted();
		},
		...(saved === undefined ? {} : { resume: saved.sampler }),
	};
}

/** Draws in blocks that fit in memory and measures each at once, so that fields can be dropped. */
async function drawAndMeasure(
	cell: Cell,
	host: CellHost,
	action: Action,
	prepared: Prepared,
	clock: CellClock,
	saved: CellCheckpoint | undefined,
): Promise<{
	readonly measurements: Measurements;
	/** Durations of drawing one full block. */
	readonly blockSeconds: readonly number[];
}> {
	const measurements = new Measurements(action);
	const blockSeconds: number[] = [];
	let fieldFiles = 0;
	if (saved?.series !== undefined) {
		measurements.restore(saved.series);
		fieldFiles = saved.fieldFiles;
	}
	const save = () =>
		clock.unpaid(async () => {
			const spent = clock.read();
			const sampler = await prepared.checkpoint();
			await host.files.save({
				sampler,
				spent,
				fieldFiles,
				...(measurements.count === 0 ? {} : { series: measurements.series() }),
			});
		});
	if (saved?.sampler.prepared !== true) await save();
	const { sites, shape } = action.lattice;
	const block = Math.max(
		1,
		Math.min(
			Math.floor(blockBytes / (8 * sites)),
			Math.max(smallBlock, Math.ceil(cell.draws / 64)),
		),
	);
	while (measurements.count < cell.draws) {
		clock.phase("draw");
		const asked = Math.min(block, cell.draws - measurements.count);
		const begin = host.now();
		const ensemble = await prepared.draw(asked);
		if (asked === block) blockSeconds.push(host.now() - begin);
		clock.phase("measure");
		checkEnsemble(ensemble, asked);
		measurements.add(ensemble);
		if (cell.fields) {
			const { count, fields } = ensemble;
			await clock.unpaid(() =>
				host.files.fields(fieldFiles, fields, [count, ...shape]),
			);
			fieldFiles++;
		}
		host.progress({
			stage: "draw",
			phase: "draw",
			fraction: Math.min(1, measurements.count / cell.draws),
			values: {},
		});
		await clock.unpaid(host.breathe);
		if (host.interrupted() || host.files.due()) await save();
		if (host.interrupted()) throw new Interrupted();
	}
	return { measurements, blockSeconds };
}
