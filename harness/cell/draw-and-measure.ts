/**
 * The draws of a cell. An ensemble may be larger than memory, so it is drawn in blocks and measured at once.
 */
import type { Action } from "../../actions/action.js";
import type { Timing } from "../../core/cost.js";
import { Measurements } from "../../metrics/cell/evaluate.js";
import { observablesFor } from "../../metrics/registry.js";
import type { Prepared } from "../../samplers/sampler.js";
import type { Cell } from "../plan.js";
import { ActionAudit } from "./action-audit.js";
import { checkEnsemble } from "./check-ensemble.js";
import type { CellCheckpoint } from "./checkpoints.js";
import type { CellClock } from "./clock.js";
import { DrawTimer, leastBlocks } from "./draw-timer.js";
import { EssWatch } from "./ess-watch.js";
import { FieldLooks } from "./field-looks.js";
import { type CellHost, Interrupted } from "./host.js";
import { ThinnedDraws } from "./thinned-draws.js";
import { auditWeights } from "./weight-audit.js";

/** Most bytes of fields in one draw. */
const blockBytes = 32 * 2 ** 20;
/**
 * The same where they are read and not drawn: small blocks cost nothing there, and leave little behind for
 * the collector.
 */
const readBytes = 4 * 2 ** 20;
/** A draw of fewer configurations is not worth the call. */
const smallBlock = 1024;

export interface Drawn {
	readonly measurements: Measurements;
	/** What the sampler says after these draws: some facts grow with them, and those for the clock do not count. */
	readonly facts: Prepared["facts"];
	/** Absent for finished configurations: reading them tells nothing about drawing them. */
	readonly timing?: Timing;
	readonly thinned: ThinnedDraws;
	readonly looks: FieldLooks;
	/** Seconds of the first draw that were booked to `compile`. */
	readonly lateCompile?: number;
	/** Writes a checkpoint with all that was drawn. */
	readonly save: () => Promise<void>;
}

/**
 * Draws in blocks that fit into memory and measures each at once, so that its fields can be dropped. Other
 * cells of the machine draw before or after.
 */
export async function drawAndMeasure(
	cell: Cell,
	host: CellHost,
	action: Action,
	prepared: Prepared,
	clock: CellClock,
	saved: CellCheckpoint | undefined,
): Promise<Drawn> {
	const { turn } = host;
	if (turn === undefined || prepared.finished !== undefined)
		return draw(cell, host, action, prepared, clock, saved);
	const end = await clock.unpaid(turn);
	try {
		return await draw(cell, host, action, prepared, clock, saved);
	} finally {
		end();
	}
}

async function draw(
	cell: Cell,
	host: CellHost,
	action: Action,
	prepared: Prepared,
	clock: CellClock,
	saved: CellCheckpoint | undefined,
): Promise<Drawn> {
	const own = [...host.catalogue.ownObservables.values()].flat();
	const { finished } = prepared;
	const wanted = Math.min(
		cell.draws,
		finished?.count ?? Number.POSITIVE_INFINITY,
	);
	const measurements = new Measurements(
		action,
		observablesFor(action, own),
		wanted,
	);
	const audit = new ActionAudit(action);
	const thinned = new ThinnedDraws(action.space.size);
	const watch = new EssWatch();
	const looks = new FieldLooks(action.space, wanted);
	const timer = new DrawTimer(prepared, host, () => clock.besideDrawing);
	let fieldFiles = 0;
	if (saved?.series !== undefined) {
		measurements.restore(saved.series);
		fieldFiles = saved.fieldFiles;
		if (saved.thinned !== undefined) thinned.restore(saved.thinned);
		if (saved.looks !== undefined) looks.restore(saved.looks);
	}
	const save = () =>
		clock.unpaid(async () => {
			const spent = clock.read();
			const sampler = await prepared.checkpoint();
			if (sampler.empty) return;
			const kept = thinned.save();
			await host.files.save({
				sampler,
				spent,
				fieldFiles,
				...(measurements.count === 0 ? {} : { series: measurements.series() }),
				...(kept === undefined ? {} : { thinned: kept }),
				looks: looks.save(),
			});
		});
	if (saved?.sampler.prepared !== true) await save();
	if (host.interrupted()) throw new Interrupted();
	const { size, shape } = action.space;
	const largest = Math.max(
		1,
		Math.min(
			Math.floor(
				(finished === undefined ? blockBytes : readBytes) / (8 * size),
			),
			Math.max(smallBlock, Math.ceil(wanted / 64)),
		),
	);
	// Few draws are cut too, so that slow samplers need not draw on for the clock.
	const block = Math.min(largest, Math.ceil(wanted / leastBlocks));
	while (measurements.count < wanted) {
		if (finished === undefined) await clock.phase("draw");
		const asked = Math.min(block, wanted - measurements.count);
		const ensemble = await (finished === undefined
			? timer.draw(asked)
			: clock.unpaid(() => prepared.draw(asked)));
		await clock.phase("measure");
		checkEnsemble(ensemble, asked, action.space);
		const isFirst = measurements.count === 0;
		await clock.unpaid(async () => {
			await audit.check(ensemble);
			looks.add(ensemble);
			if (isFirst) await auditWeights(ensemble, prepared);
		});
		measurements.add(ensemble);
		thinned.add(ensemble);
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
			fraction: Math.min(1, measurements.count / wanted),
			values: watch.values(measurements),
		});
		await clock.unpaid(async () => {
			watch.look(measurements);
			await host.breathe();
		});
		// Finished configurations are read again from the beginning in any case.
		const due = finished === undefined && host.files.due();
		if (host.interrupted() || due) await save();
		if (host.interrupted()) throw new Interrupted();
	}
	measurements.trim();
	const { facts } = prepared;
	const measured = { measurements, facts, thinned, looks, save };
	if (finished !== undefined) return measured;
	const late = timer.late();
	const timing = await clock.aside(() =>
		timer.finish(cell.measure.seconds, largest, host.breathe),
	);
	const drawn = { ...measured, timing };
	if (late === undefined) return drawn;
	clock.move("draw", "compile", late);
	return { ...drawn, lateCompile: late.seconds };
}
