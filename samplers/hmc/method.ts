/** Hamiltonian Monte Carlo as a chain method: its state, and what tuning finds. */
import type { History } from "../../core/record.js";
import { columnsOf } from "../chain/history.js";
import type { ChainMethod } from "../chain/method.js";
import { startOf } from "../chain/start.js";
import { type ChainState, freshChainState } from "../chain/state.js";
import type { Budget, Context } from "../sampler.js";
import { operationsFact } from "../work.js";
import { measureMasses } from "./acceleration.js";
import { meanGradientsOf } from "./integrator.js";
import type { HmcRun } from "./run.js";
import {
	freshSearch,
	type LengthSearch,
	type TuneRow,
	type TuningLimit,
	tuneLength,
	tuneStepSize,
} from "./tune.js";
import { accelerationWork, type Beside, trajectoryOperations } from "./work.js";

/** Everything that survives the process, besides the fields. */
export interface HmcState extends ChainState {
	length: number;
	stepSize: number;
	tuneRows: TuneRow[];
	/** Number of parts of the tuning that are done, and how far the search for the length is. */
	tuned: number;
	search?: LengthSearch;
	/** Of the modes, with Fourier acceleration. */
	masses?: number[];
	/** What ended the tuning before it had found what it looks for. */
	cut?: TuningLimit;
}

/**
 * @param masses of the modes, with Fourier acceleration; tuning may change them
 * @param beside arithmetic of a trajectory besides that of the bare action
 */
export function hmcMethod(
	run: HmcRun,
	context: Context,
	masses?: Float64Array,
	beside?: Beside,
): ChainMethod<HmcState> {
	const { options, action } = run;
	return {
		name: "hmc",
		unit: "trajectory",
		run,
		options: { ...options, start: startOf(action.space, options.start) },
		fresh: () => ({
			...freshChainState(),
			length: 1,
			stepSize: 0.1,
			tuneRows: [],
			tuned: 0,
		}),
		restore({ length, stepSize, masses: tuned }) {
			run.length = length;
			run.stepSize = stepSize;
			if (tuned !== undefined) masses?.set(tuned);
		},
		save(state) {
			state.length = run.length;
			state.stepSize = run.stepSize;
			if (masses !== undefined) state.masses = [...masses];
		},
		tune: (state, budget, offer) =>
			tune(run, state, budget, context, offer, masses),
		tuneHistory,
		facts: () =>
			factsOf(
				run,
				masses === undefined ? beside : accelerationWork(action.space.lattice),
			),
		remarks: ({ cut, search }) =>
			cut === undefined ? [] : [cutShort(cut, search)],
	};
}

/** Updates of dual averaging: while the chains relax, and after the length is known. */
const firstUpdates = 120;
const lastUpdates = 80;

/** Tuning ends after this share of the seconds for preparation. */
const tuneShare = 0.4;

async function tune(
	run: HmcRun,
	state: HmcState,
	budget: Budget,
	context: Context,
	offer: () => Promise<void>,
	masses: Float64Array | undefined,
): Promise<void> {
	const { trajectory, steps, stepSize, acceleration } = run.options;
	const secondsLeft = () => tuneShare * budget.seconds - context.meter.seconds;
	const stepSizeBy = async (updates: number, reach: number) => {
		const { tuneRows } = state;
		if (!(await tuneStepSize(run, updates, reach, secondsLeft, tuneRows)))
			state.cut ??= "budget";
	};
	const parts: (() => Promise<void>)[] = [
		async () => {
			if (trajectory !== "auto") run.length = trajectory;
			if (stepSize !== "auto") run.stepSize = stepSize;
			else if (steps !== "auto" && trajectory !== "auto")
				run.stepSize = trajectory / steps;
			else {
				run.stepSize = 0.3 * run.action.space.size ** -0.25;
				await stepSizeBy(firstUpdates, 10);
			}
		},
	];
	if (masses !== undefined && acceleration === "measured")
		parts.push(async () => {
			await measureMasses(run, masses);
			if (stepSize === "auto") await stepSizeBy(lastUpdates, 10);
		});
	if (trajectory === "auto" && steps === "auto")
		parts.push(
			async () => {
				state.search ??= freshSearch(run.length);
				const { search, tuneRows } = state;
				const limit = await tuneLength(
					run,
					context,
					secondsLeft,
					tuneRows,
					search,
					offer,
				);
				if (limit !== undefined) state.cut ??= limit;
			},
			async () => {
				if (stepSize === "auto") await stepSizeBy(lastUpdates, 1);
			},
		);
	for (const part of parts.slice(state.tuned)) {
		await part();
		state.tuned++;
		if (state.tuned < parts.length) await offer();
	}
}

/** A baseline that was not tuned to an end must not pass for one that was. */
function cutShort(
	limit: TuningLimit,
	search: LengthSearch | undefined,
): string {
	const where =
		limit === "budget"
			? `with its share of the budget, ${100 * tuneShare} %`
			: "at its limit of work";
	const tried = search?.costs.length;
	const when =
		tried === undefined
			? ""
			: `, when it had tried ${tried} ${tried === 1 ? "length" : "lengths"} of the trajectory`;
	return `tuning ended ${where}${when}; a longer one may find cheaper draws`;
}

function tuneHistory({ tuneRows }: HmcState): History[] {
	if (tuneRows.length === 0) return [];
	return [
		{
			phase: "tune",
			columns: columnsOf(tuneRows, {
				trajectory: (row) => row.trajectory,
				length: (row) => row.length,
				stepSize: (row) => row.stepSize,
				acceptance: (row) => row.acceptance,
				cost: (row) => row.cost,
			}),
		},
	];
}

function factsOf(
	run: HmcRun,
	beside: Beside | undefined,
): Record<string, number | string> {
	const { options } = run;
	const steps =
		options.steps === "auto"
			? Math.max(1, Math.ceil(run.length / run.stepSize - 1e-9))
			: options.steps;
	return {
		trajectoryLength:
			options.steps === "auto" ? run.length : steps * run.stepSize,
		stepSize: run.stepSize,
		stepsAtMeanLength: steps,
		gradientsPerTrajectory: run.meanGradients,
		...drawFact(run, beside),
		...(options.acceleration === "none"
			? {}
			: { acceleration: options.acceleration }),
	};
}

/** The count of a draw, which is `storeEvery` trajectories. */
export function drawFact(run: HmcRun, beside: Beside | undefined) {
	const { options, action, meanGradients } = run;
	const { displacing } = meanGradientsOf(options.integrator, run.meanSteps);
	const each = trajectoryOperations(action, meanGradients, displacing, beside);
	return operationsFact(
		each === undefined ? undefined : options.storeEvery * each,
	);
}
