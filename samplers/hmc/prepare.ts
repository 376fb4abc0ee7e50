/** Preparation of Hamiltonian Monte Carlo: tune, thermalise; each stage can be continued from a checkpoint. */
import type { History } from "../../core/record.js";
import { judgeStationarity, nextCheck } from "../chain/thermalisation.js";
import type { Budget, Checkpoint, Context } from "../sampler.js";
import { meanAcceptance } from "./engine.js";
import { appendSeries, type HmcRun } from "./run.js";
import { isEven, type TuneRow, tuneLength, tuneStepSize } from "./tune.js";

/** Everything that survives the process, besides the fields. */
export interface HmcState {
	stage: "tune" | "thermalise" | "ready";
	next: number;
	length: number;
	stepSize: number;
	/** Trajectories discarded, and how that was decided. */
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
	/** Mean of M/V over the chains that started in the upper well, and in the lower. */
	readonly upper: number;
	readonly lower: number;
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

/** Updates of dual averaging while the chains relax, and once the length is known. */
const firstUpdates = 120;
const lastUpdates = 80;

/** Share of the preparation's seconds after which tuning ends. */
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
		run.stepSize = 0.3 * run.action.space.lattice.sites ** -0.25;
		await tuneStepSize(run, firstUpdates, 10, secondsLeft, state.tuneRows);
	}
	if (trajectory === "auto" && steps === "auto") {
		await tuneLength(run, context, secondsLeft, state.tuneRows);
		if (stepSize === "auto")
			await tuneStepSize(run, lastUpdates, 1, secondsLeft, state.tuneRows);
	}
}

/** Series of M and S since thermalisation began, [chains, n]. */
export interface ThermalSeries {
	total: Float64Array;
	action: Float64Array;
}

export async function thermalise(
	run: HmcRun,
	state: HmcState,
	series: ThermalSeries,
	budget: Budget,
	context: Context,
	offer: () => Promise<void>,
): Promise<void> {
	const { chains } = run.engine;
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
		series.total = appendSeries(series.total, batch.total, chains);
		series.action = appendSeries(series.action, batch.action, chains);
		if (state.thermalised === check) {
			const verdict = judgeStationarity(
				series.total,
				series.action,
				chains,
				run.options.start === "wells",
				isEven(run),
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
			await offer();
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
	const { sites } = run.action.space.lattice;
	const count = batch.action.length / chains;
	let action = 0;
	const wells = [0, 0];
	for (let chain = 0; chain < chains; chain++) {
		const last = (chain + 1) * count - 1;
		action += batch.action[last];
		wells[chain % 2] += batch.total[last];
	}
	return {
		trajectory: run.next,
		seconds: context.meter.seconds,
		actionDensity: action / (chains * sites),
		upper: wells[0] / (Math.ceil(chains / 2) * sites),
		lower: wells[1] / (Math.max(1, Math.floor(chains / 2)) * sites),
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
				upperWell: (row) => row.upper,
				lowerWell: (row) => row.lower,
				acceptance: (row) => row.acceptance,
			}),
		});
	}
	return out;
}

/** Reads back what `checkpoint` wrote. Throws when it is another sampler's. */
export function stateOf(checkpoint: Checkpoint): HmcState {
	if (checkpoint.sampler !== "hmc")
		throw new Error(
			`a checkpoint of ${checkpoint.sampler} cannot continue hmc`,
		);
	return structuredClone(checkpoint.state) as unknown as HmcState;
}
