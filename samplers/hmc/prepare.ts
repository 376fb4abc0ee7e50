/** Preparation of Hamiltonian Monte Carlo: tune, then thermalise. Each stage can continue from a checkpoint. */
import { isRealScalar } from "../../core/field-space.js";
import type { History } from "../../core/record.js";
import { judgeStationarity, nextCheck } from "../chain/thermalisation.js";
import type { Budget, Checkpoint, Context } from "../sampler.js";
import { meanAcceptance } from "./engine.js";
import { appendBatch, type HmcRun } from "./run.js";
import type { StartName } from "./start.js";
import { type FollowedSeries, followedOf } from "./totals.js";
import { type TuneRow, tuneLength, tuneStepSize } from "./tune.js";

/** Everything that survives the process, besides the fields. */
export interface HmcState {
	stage: "tune" | "thermalise" | "ready";
	next: number;
	length: number;
	stepSize: number;
	/** Number of trajectories discarded, and how that was decided. */
	thermalised: number;
	verdict: string;
	tau: number | null;
	tuneRows: TuneRow[];
	thermaliseRows: ThermaliseRow[];
}

export interface ThermaliseRow {
	readonly trajectory: number;
	readonly seconds: number;
	readonly actionDensity: number;
	/**
	 * For one real number per site: the mean of M/V over the chains that started in the upper well,
	 * and in the lower well.
	 */
	readonly wells?: readonly [upper: number, lower: number];
	readonly acceptance: number;
}

export function freshState(): HmcState {
	return {
		stage: "tune",
		next: 0,
		length: 1,
		stepSize: 0.1,
		thermalised: 0,
		verdict: "",
		tau: null,
		tuneRows: [],
		thermaliseRows: [],
	};
}

/** Updates of dual averaging: while the chains relax, and after the length is known. */
const firstUpdates = 120;
const lastUpdates = 80;

/** Tuning ends after this share of the seconds for preparation. */
const tuneShare = 0.4;

export async function tune(
	run: HmcRun,
	state: HmcState,
	budget: Budget,
	context: Context,
): Promise<void> {
	const { trajectory, steps, stepSize } = run.options;
	const secondsLeft = () => tuneShare * budget.seconds - context.meter.seconds;
	if (trajectory !== "auto") run.length = trajectory;
	if (stepSize !== "auto") run.stepSize = stepSize;
	else if (steps !== "auto" && trajectory !== "auto")
		run.stepSize = trajectory / steps;
	else {
		run.stepSize = 0.3 * run.action.space.size ** -0.25;
		await tuneStepSize(run, firstUpdates, 10, secondsLeft, state.tuneRows);
	}
	if (trajectory === "auto" && steps === "auto") {
		await tuneLength(run, context, secondsLeft, state.tuneRows);
		if (stepSize === "auto")
			await tuneStepSize(run, lastUpdates, 1, secondsLeft, state.tuneRows);
	}
}

export async function thermalise(
	run: HmcRun,
	state: HmcState,
	begun: FollowedSeries,
	start: StartName,
	budget: Budget,
	context: Context,
	offer: (series: FollowedSeries) => Promise<void>,
): Promise<void> {
	const { chains } = run.engine;
	let series = begun;
	const fixed =
		run.options.thermalise === "auto" ? budget.steps : run.options.thermalise;
	let check = fixed ?? nextCheck(state.thermalised);
	while (state.thermalised < check) {
		const count = Math.min(run.round, check - state.thermalised);
		const batch = await run.advance(count);
		state.thermalised += count;
		state.thermaliseRows.push(describe(run, batch, context));
		if (fixed !== undefined) {
			context.progress(state.thermalised / fixed, {
				trajectory: state.thermalised,
			});
			if (state.thermalised === fixed) state.verdict = "fixed by the options";
			continue;
		}
		series = appendBatch(series, batch, chains);
		if (state.thermalised === check) {
			const verdict = judgeStationarity(
				followedOf(run.totals, series),
				chains,
				start === "wells",
			);
			state.tau = verdict.tau;
			state.verdict = verdict.stationary
				? "stationary"
				: `not detected (${verdict.reason})`;
			context.progress(Math.min(0.99, context.meter.seconds / budget.seconds), {
				trajectory: state.thermalised,
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
	run: HmcRun,
	batch: Awaited<ReturnType<HmcRun["advance"]>>,
	context: Context,
): ThermaliseRow {
	const { chains } = run.engine;
	const { space } = run.action;
	const { sites } = space.lattice;
	const count = batch.action.length / chains;
	const last = (values: Float64Array, chain: number) =>
		values[(chain + 1) * count - 1];
	let action = 0;
	for (let chain = 0; chain < chains; chain++)
		action += last(batch.action, chain);
	const well = (parity: 0 | 1) => {
		let total = 0;
		for (let chain = parity; chain < chains; chain += 2)
			total += last(batch.totals[0], chain);
		const members = Math.max(1, Math.ceil((chains - parity) / 2));
		return total / (members * sites);
	};
	return {
		trajectory: run.next,
		seconds: context.meter.seconds,
		actionDensity: action / (chains * sites),
		...(isRealScalar(space) ? { wells: [well(0), well(1)] } : {}),
		acceptance: meanAcceptance(batch),
	};
}

/** The rows as columns. */
export function historyOf(state: HmcState): History[] {
	const columns = <R>(
		rows: readonly R[],
		pick: Record<string, (row: R) => number | null>,
	) =>
		Object.fromEntries(
			Object.entries(pick).map(([name, get]) => [name, rows.map(get)]),
		);
	const out: History[] = [];
	if (state.tuneRows.length > 0) {
		out.push({
			phase: "tune",
			columns: columns(state.tuneRows, {
				trajectory: (row) => row.trajectory,
				length: (row) => row.length,
				stepSize: (row) => row.stepSize,
				acceptance: (row) => row.acceptance,
				cost: (row) => row.cost,
			}),
		});
	}
	if (state.thermaliseRows.length > 0) {
		out.push({
			phase: "thermalise",
			columns: columns(state.thermaliseRows, {
				trajectory: (row) => row.trajectory,
				seconds: (row) => row.seconds,
				actionDensity: (row) => row.actionDensity,
				...(state.thermaliseRows[0].wells === undefined
					? {}
					: {
							upperWell: (row) => row.wells?.[0] ?? null,
							lowerWell: (row) => row.wells?.[1] ?? null,
						}),
				acceptance: (row) => row.acceptance,
			}),
		});
	}
	return out;
}

/** Reads what `checkpoint` wrote. Throws if it belongs to another sampler. */
export function stateOf(checkpoint: Checkpoint): HmcState {
	if (checkpoint.sampler !== "hmc")
		throw new Error(
			`a checkpoint of ${checkpoint.sampler} cannot continue hmc`,
		);
	return structuredClone(checkpoint.state) as unknown as HmcState;
}
