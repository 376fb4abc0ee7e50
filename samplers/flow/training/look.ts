/**
 * A look at a training: held-out draws, a row of the learning curve, the best state kept, the plateau
 * test, and a checkpoint offered. A state that is lost (divergence.ts, or by a verdict of the flow's own
 * monitor) counts as a divergence.
 */
import { element } from "../../../core/elements.js";
import type { Budget, Checkpoint, Context } from "../../sampler.js";
import type { FlowEngine, FlowState } from "../engine.js";
import type { FlowSettings } from "../flow.js";
import { DivergedTraining } from "./diverged.js";
import { isLost } from "./divergence.js";
import { heldOut, isBetter } from "./held-out.js";
import type { TrainingOptions } from "./options.js";
import { isSettled, observe } from "./plateau.js";
import {
	drawnParameters,
	restoreBest,
	snapshot,
	type TrainState,
} from "./state.js";
import type { TrainingWindow } from "./window.js";

/** Learning rate after a divergence, relative to before. */
const fallAfterDivergence = 0.3;
/** The same after a plateau. */
const fallAfterPlateau = 0.5;
/** Divergences in a row, with no sound look between them, after which there is nothing to hope for. */
const mostInRow = 40;

/** A flow's own look at its training, for example at the error of its integrator. */
export type TrainingMonitor = (
	/** Its parameters are the weights that would be drawn from now. */
	look: FlowState & {
		readonly stream: Context["random"];
		readonly step: number;
		/** Mean loss since the last look. */
		readonly loss: number;
	},
) => Promise<Monitored>;

type Monitored = {
	/** Columns of the learning curve. */
	readonly values: Readonly<Record<string, number>>;
	/** Why the state must not be used. */
	readonly diverged?: string;
} & (
	| {
			/** Settings from now on. */
			readonly settings?: FlowSettings;
			readonly doubtful?: false;
	  }
	| {
			readonly settings: FlowSettings;
			/** Numbers with these settings are not to be trusted: they are replaced by the new ones. In the end, some must do. */
			readonly doubtful: true;
	  }
);

/** Of a flow that is trained for several targets at once. */
export interface TrainingTargets {
	/** Samples in a row of a batch that share a target. */
	readonly group: number;
	/** Settings of the targets that a look is taken at; their effective sample sizes are averaged. */
	readonly looks: readonly FlowSettings[];
}

export interface Training {
	readonly engine: FlowEngine;
	readonly options: TrainingOptions;
	readonly budget: Budget;
	readonly context: Context;
	readonly monitor?: TrainingMonitor | undefined;
	readonly targets?: TrainingTargets | undefined;
	/** The start is worth a look. */
	readonly continued?: boolean;
	checkpoint(): Promise<Checkpoint>;
}

/** `state` is changed in place. */
export async function look(
	training: Training,
	state: TrainState,
	window: TrainingWindow,
): Promise<void> {
	const { engine, context, options, targets } = training;
	const { meter, random } = context;
	const parameters = Float32Array.from(drawnParameters(state, options.average));
	const { loss, ...means } = window.means(meter.seconds);
	window.clear(meter.seconds);
	const monitored = (settings: FlowSettings) =>
		training.monitor?.({
			...{ engine, parameters, settings },
			stream: random.fork("monitor"),
			step: state.step,
			loss,
		});
	let { settings } = state;
	let verdict = await monitored(settings);
	// A good state is not passed over for the settings of the look.
	while (verdict?.diverged === undefined && verdict?.doubtful === true) {
		({ settings } = verdict);
		verdict = await monitored(settings);
	}
	const seen = await heldOut(
		{ engine, parameters, settings },
		targets?.looks ?? [{}],
		random.fork("evaluate"),
		options.evaluationDraws,
		meter,
	);
	const lost =
		verdict?.diverged !== undefined || isLost(seen, state, engine.reals);
	if (!lost) {
		state.inRow = 0;
		state.settings = verdict?.settings ?? settings;
		state.leastLoss = Math.min(state.leastLoss, seen.loss);
		if (isBetter(seen, state.best, state.leastLoss))
			state.best = { ...snapshot(state), ...seen, step: state.step };
		if (observe(state.plateau, seen, options.patience))
			slowDown(state, options);
	}
	state.curve.add({
		step: state.step,
		seconds: meter.seconds,
		deviceSeconds: meter.deviceSeconds,
		evaluations: meter.evaluations,
		loss,
		...means,
		heldOutEss: seen.ess,
		heldOutLoss: seen.loss,
		looksWithoutGain: state.plateau.stale,
		settled: isSettled(state.plateau, options.patience) ? 1 : 0,
		...verdict?.values,
	});
	if (lost) recover(state);
	report(training, state, { loss, ess: seen.ess, ...means });
	await context.offer(training.checkpoint);
}

/**
 * Back to the best state, at a lower rate.
 * @throws DivergedTraining where that has not led to a sound look many times in a row
 */
export function recover(state: TrainState): void {
	restoreBest(state);
	state.divergences += 1;
	state.inRow += 1;
	state.lastDivergence = state.step;
	state.rateFactor *= fallAfterDivergence;
	if (state.inRow >= mostInRow)
		throw new DivergedTraining(
			`training diverged ${state.inRow} times in a row, each time at a lower learning rate`,
		);
}

/** On from the best state at a lower rate; the other schedules know when theirs falls. */
function slowDown(
	state: TrainState,
	{ schedule, finalRate }: TrainingOptions,
): void {
	if (schedule !== "plateau" || state.rateFactor <= finalRate) return;
	restoreBest(state);
	state.rateFactor = Math.max(finalRate, fallAfterPlateau * state.rateFactor);
}

function report(
	{ budget, context }: Training,
	state: TrainState,
	values: Readonly<Record<string, number>>,
): void {
	const { seconds } = context.meter;
	const byTime = seconds / budget.seconds;
	const bySteps = budget.steps === undefined ? 0 : state.step / budget.steps;
	const done = Math.min(1, Math.max(byTime, bySteps));
	const stepsLeft =
		budget.steps === undefined
			? Number.POSITIVE_INFINITY
			: (budget.steps - state.step) / element(values, "stepsPerSecond");
	context.progress(done, {
		step: state.step,
		...values,
		secondsLeft: Math.max(0, Math.min(budget.seconds - seconds, stepsLeft)),
	});
}
