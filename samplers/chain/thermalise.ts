/** The updates that are discarded. The stage can continue from a checkpoint. */
import { element } from "../../core/elements.js";
import { isRealScalar } from "../../core/field-space.js";
import type { History } from "../../core/record.js";
import type { Budget, Context } from "../sampler.js";
import type { ChainBatch } from "./engine.js";
import { columnsOf } from "./history.js";
import type { ChainRun } from "./run.js";
import { appendBatch } from "./series.js";
import type { ChainState, ThermaliseRow } from "./state.js";
import { judgeStationarity, nextCheck } from "./thermalisation.js";
import { type FollowedSeries, followedOf } from "./totals.js";

export interface Thermalisation {
	/** Number of updates to discard. `auto` detects when the chains are stationary. */
	readonly updates: number | "auto";
	/** Whether even and odd chains started in opposite wells. */
	readonly wells: boolean;
	/** Name of an update in history and progress, such as "trajectory". */
	readonly unit: string;
}

/** Runs until `state.verdict` is final. `begun` is the series of an earlier process. */
export async function thermalise(
	run: ChainRun,
	state: ChainState,
	begun: FollowedSeries,
	{ updates, wells, unit }: Thermalisation,
	budget: Budget,
	context: Context,
	offer: (series: FollowedSeries) => Promise<void>,
): Promise<void> {
	const { chains } = run.engine;
	let series = begun;
	const fixed = updates === "auto" ? budget.steps : updates;
	let check = fixed ?? nextCheck(state.thermalised);
	while (state.thermalised < check) {
		const count = Math.min(run.round, check - state.thermalised);
		const batch = await run.advance(count);
		state.thermalised += count;
		state.thermaliseRows.push(describe(run, batch, context));
		if (fixed !== undefined) {
			context.progress(state.thermalised / fixed, {
				[unit]: state.thermalised,
			});
			if (state.thermalised === fixed) state.verdict = "fixed by the options";
			else await offer(series);
			continue;
		}
		series = appendBatch(series, batch, chains);
		if (state.thermalised === check) {
			const verdict = judgeStationarity(
				followedOf(run.totals, series),
				chains,
				wells,
				unit,
			);
			state.tau = verdict.tau;
			state.verdict = verdict.stationary
				? "stationary"
				: `not detected (${verdict.reason})`;
			context.progress(Math.min(0.99, context.meter.seconds / budget.seconds), {
				[unit]: state.thermalised,
				tau: verdict.tau,
			});
			if (verdict.stationary) return;
			await offer(series);
			check = nextCheck(check);
		}
		if (context.meter.seconds >= budget.seconds) {
			state.verdict = state.verdict === "" ? "not judged" : state.verdict;
			state.verdict += "; stopped by the budget";
			return;
		}
	}
	if (fixed === 0) state.verdict = "fixed by the options";
}

function describe(
	run: ChainRun,
	batch: ChainBatch,
	context: Context,
): ThermaliseRow {
	const { chains } = run.engine;
	const { space } = run.action;
	const { sites } = space.lattice;
	const count = batch.action.length / chains;
	const last = (values: Float64Array, chain: number) =>
		element(values, (chain + 1) * count - 1);
	let action = 0;
	for (let chain = 0; chain < chains; chain++)
		action += last(batch.action, chain);
	const well = (parity: 0 | 1) => {
		let total = 0;
		for (let chain = parity; chain < chains; chain += 2)
			total += last(element(batch.totals, 0), chain);
		const members = Math.max(1, Math.ceil((chains - parity) / 2));
		return total / (members * sites);
	};
	return {
		update: run.next,
		seconds: context.meter.seconds,
		actionDensity: action / (chains * sites),
		...(isRealScalar(space) ? { wells: [well(0), well(1)] } : {}),
		acceptance: run.acceptanceOf(batch),
	};
}

/** The rows as columns. Empty without rows. */
export function thermaliseHistory(
	{ thermaliseRows }: ChainState,
	unit: string,
): History[] {
	const [first] = thermaliseRows;
	if (first === undefined) return [];
	return [
		{
			phase: "thermalise",
			columns: columnsOf(thermaliseRows, {
				[unit]: (row) => row.update,
				seconds: (row) => row.seconds,
				actionDensity: (row) => row.actionDensity,
				...(first.wells === undefined
					? {}
					: {
							upperWell: (row) => row.wells?.[0] ?? null,
							lowerWell: (row) => row.wells?.[1] ?? null,
						}),
				acceptance: (row) => row.acceptance,
			}),
		},
	];
}
