/**
 * One cell, from the question to the record:
 *
 *   1 action, verified -> 2 supported? -> 3 prepare -> 4 draw and measure, block by block -> 5 evaluate -> record
 *
 * Every failure becomes a status with a reason. The clock runs in phases. Work of the harness
 * itself (checkpoints, files) does not count.
 */

import { verifyAction } from "../../actions/verify/verify.js";
import type { Phase, Timing } from "../../core/cost.js";
import { defined } from "../../core/elements.js";
import { CellEnding, messageOf } from "../../core/errors.js";
import { causeOf, isOfDisk } from "../../core/file-errors.js";
import { createLattice } from "../../core/lattice.js";
import type { Outside } from "../../core/outside.js";
import { createRandom } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { FailedPreparation } from "../../samplers/failed-preparation.js";
import type { Prepared } from "../../samplers/sampler.js";
import { createAction } from "../../suites/catalogue.js";
import { environmentOf } from "../environment.js";
import { type Cell, questionOf } from "../plan.js";
import { CellClock } from "./clock.js";
import { createContext } from "./context.js";
import { drawAndMeasure } from "./draw-and-measure.js";
import { evaluateCell } from "./evaluate.js";
import { failureOf } from "./failure.js";
import { type CellHost, Interrupted } from "./host.js";
import { costOf } from "./spent.js";
import { independentDistance, targetWeights } from "./target-weights.js";
import {
	logDensityErrorOf,
	recordable,
	recordableFacts,
	recordableHistory,
} from "./told.js";

export async function runCell(
	cell: Cell,
	host: CellHost,
): Promise<BenchRecord> {
	const question = questionOf(cell, host.catalogue);
	const environment = environmentOf(
		host.facts,
		host.backend,
		host.threads,
		host.rates,
	);
	const own = await host.files.load();
	const saved = own ?? (await host.preparation?.load());
	const clock = new CellClock(
		host.now,
		saved?.spent,
		host.backend.device.count,
		host.meter,
		host.backend.device.kind === "cpu" ? host.processor : undefined,
		host.peakMemory,
	);
	let timing: Timing | undefined;
	let outside: Outside | undefined;
	/** What the preparation told: of a cell that fails later, it is what a reader looks for. */
	let told: Pick<Prepared, "history" | "facts"> | undefined;
	/** Where the sampler computes: the price of another program belongs to its own device. */
	const device = () => outside?.device ?? host.backend.device;
	const place = () =>
		outside === undefined
			? "inside"
			: outside.elsewhere
				? "elsewhere"
				: "child";
	const cost = () => costOf(clock.read(), device(), timing, place());
	const spent = () => ({
		cost: cost(),
		environment: { ...environment, device: { ...device() } },
		...defined({ outside }),
	});
	try {
		const action = createAction(host.catalogue, cell.target);
		const lattice = createLattice(cell.target.shape);
		const sound = await clock.unpaid(() => verifyAction(action, lattice));
		if (!sound.ok)
			return {
				...question,
				status: "failed",
				reason: sound.reason,
				failure: { kind: "error" },
				...spent(),
			};
		const verdict = host.sampler.supports(action);
		if (!verdict.ok)
			return { ...question, status: "skipped", reason: verdict.reason };
		const random = createRandom(cell.seed)
			.fork(cell.target.label)
			.fork(cell.sampler.label);
		const context = createContext(
			cell,
			host,
			clock,
			random.fork("sampler"),
			saved,
		);
		const prepared = await host.sampler.prepare(
			action,
			{
				seconds: cell.budget.seconds ?? Number.POSITIVE_INFINITY,
				...defined({ steps: cell.budget.steps }),
				draws: cell.draws,
			},
			context,
		);
		try {
			outside = prepared.outside;
			told = prepared;
			if (saved?.sampler.prepared !== true)
				await keepPreparation(host, prepared, clock);
			const drawn = await drawAndMeasure(
				cell,
				host,
				action,
				prepared,
				clock,
				saved,
			);
			const { measurements, thinned, looks } = drawn;
			timing = drawn.timing;
			outside = prepared.outside;
			await clock.phase("measure");
			host.progress({
				stage: "evaluate",
				phase: "measure",
				fraction: 0,
				values: {},
			});
			await host.breathe();
			const error = logDensityErrorOf(prepared);
			const target = await targetWeights(
				prepared,
				host,
				action.space,
				error?.given,
			);
			// When another chain of this target completes, the cell may be evaluated again from here.
			if (target?.final === false) await drawn.save();
			const { finished } = prepared;
			const result = evaluateCell(
				cell,
				measurements,
				random.fork("evaluate"),
				finished === undefined ? cost() : {},
				target,
				error?.drawn,
				drawn.facts,
			);
			await clock.unpaid(async () => {
				await host.files.series(measurements.series());
				const model = prepared.model?.();
				if (model !== undefined) await host.files.model?.(model);
				const distance = independentDistance(result.estimators?.chain);
				if (distance !== undefined)
					await host.files.keepTargetSamples(
						thinned.thinned(distance),
						action.space.shape,
					);
			});
			return {
				...question,
				status: "completed",
				...result,
				diagnostics: {
					...result.diagnostics,
					...looks.result(await clock.unpaid(async () => prepared.path?.())),
				},
				...remarksOf(prepared),
				history: recordableHistory([...prepared.history]),
				facts: {
					...recordableFacts(drawn.facts),
					...defined({
						lateCompile: drawn.lateCompile,
						preparation: host.preparation?.key,
					}),
				},
				...(finished === undefined
					? spent()
					: {
							draws: measurements.count,
							...defined({ declaredCost: finished.cost }),
							environment,
						}),
			};
		} finally {
			await prepared.dispose();
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
		const failure = failureOf(error);
		return {
			...question,
			...defined({ failure }),
			...(error instanceof CellEnding
				? { status: error.status, reason: error.message }
				: {
						status: "failed",
						reason: `${placeOf(clock.currentPhase)}: ${isOfDisk(error) ? causeOf(error) : messageOf(error)}`,
					}),
			...recordable(error instanceof FailedPreparation ? error : told),
			...spent(),
		};
	}
}

/**
 * The clock starts with compiling: an error there may come from anything before the first phase that the
 * sampler names.
 */
function placeOf(phase: Phase): string {
	return phase === "compile" ? "preparation" : phase;
}

function remarksOf(prepared: Prepared): Pick<BenchRecord, "remarks"> {
	const remarks = prepared.remarks?.() ?? [];
	return remarks.length === 0 ? {} : { remarks: [...remarks] };
}

/** Keeps the preparation for cells that can share it, unless an earlier attempt of this cell did so. */
async function keepPreparation(
	{ preparation }: CellHost,
	prepared: Prepared,
	clock: CellClock,
): Promise<void> {
	if (preparation === undefined) return;
	await clock.unpaid(async () => {
		const sampler = await prepared.checkpoint();
		if (sampler.empty) return;
		await preparation.keep({ sampler, spent: clock.read(), fieldFiles: 0 });
	});
}
