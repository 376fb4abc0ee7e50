/**
 * Training of a flow: minimise the reverse Kullback-Leibler divergence E_q[log q + S] + log Z by
 * Adam, with fresh samples in every step. Every `evaluateEvery` steps it looks at the effective
 * sample size of fresh draws (never of the training batch), adds a row to the learning curve, keeps
 * a state to fall back on, and offers a checkpoint.
 *
 * A divergence (a number that is not finite, a loss far above the best one, or a verdict of the
 * flow's own monitor) takes it back to the last good state, at a lower learning rate, once; a
 * second one ends the training there, and the facts say so.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { kishFraction } from "../../../core/statistics/weights/log-weights.js";
import type { Budget, Checkpoint, Context } from "../../sampler.js";
import { type FlowEngine, groupedEss, logWeightsOf } from "../engine.js";
import type { FlowSettings } from "../flow.js";
import { adamStep, norm } from "./adam.js";
import type { TrainingOptions } from "./options.js";
import { scheduleFactor } from "./schedule.js";
import {
	drawnParameters,
	restoreGood,
	snapshot,
	type TrainState,
} from "./state.js";
import { TrainingWindow } from "./window.js";

/** Learning rate after a divergence, relative to before. */
const rateAfterDivergence = 0.3;
/** A mean loss this much above the best, per site, is a divergence. */
const lossRisePerSite = 0.5;
const lossRise = 10;

/** A flow's own look at its training, for example at the error of its integrator. */
export type TrainingMonitor = (look: {
	readonly engine: FlowEngine;
	/** Weights that would be drawn from now. */
	readonly parameters: Float32Array;
	readonly settings: FlowSettings;
	readonly stream: Context["random"];
	readonly step: number;
	/** Mean loss since the last look. */
	readonly loss: number;
}) => Promise<{
	/** Columns of the learning curve. */
	readonly values: Readonly<Record<string, number>>;
	/** Settings from now on. */
	readonly settings?: FlowSettings;
	/** Why the state must not be used. */
	readonly diverged?: string;
}>;

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
	checkpoint(): Promise<Checkpoint>;
}

/** Trains until the budget is spent; `state` is changed in place. */
export async function train(
	training: Training,
	state: TrainState,
): Promise<void> {
	const { engine, options, budget, context } = training;
	const { batch } = options;
	const stream = context.random.fork("train");
	const window = new TrainingWindow(context.meter.seconds);
	const slowest = { seconds: 0 };
	while (state.status === "training") {
		context.signal.throwIfAborted();
		const before = context.meter.seconds;
		const done = fractionDone(state.step, budget, before + slowest.seconds);
		if (done >= 1) {
			if (window.steps > 0) await look(training, state, window);
			if (state.status === "training") state.status = "complete";
			break;
		}
		const { loss, logWeights, gradient } = await engine.gradient(
			Float32Array.from(state.adam.parameters),
			stream,
			state.step,
			batch,
			{ settings: state.settings, estimator: options.gradient },
		);
		context.meter.count({ gradient: batch });
		const length = norm(gradient);
		state.step += 1;
		if (!Number.isFinite(loss) || !Number.isFinite(length)) {
			recover(state);
			window.clear(context.meter.seconds);
			continue;
		}
		const factor = scheduleFactor(
			options.schedule,
			fractionDone(state.step - 1, budget, before),
			options.finalRate,
			options.warmup,
		);
		const rate = options.learningRate * factor * state.rateFactor;
		const clip = options.clip ?? Number.POSITIVE_INFINITY;
		adamStep(state.adam, gradient, length, rate, { ...options, clip });
		if (options.average > 0) averageWeights(state, options.average);
		const ess = groupedEss(logWeights, training.targets?.group ?? batch);
		window.add(loss, ess, length, rate);
		if (state.step % options.evaluateEvery === 0)
			await look(training, state, window);
		await nextTick();
		const seconds = context.meter.seconds - before;
		slowest.seconds = Math.max(0.9 * slowest.seconds, seconds);
	}
}

/** By the steps where the user fixed them, so that the schedule does not depend on the clock. */
function fractionDone(step: number, budget: Budget, seconds: number): number {
	const byTime = seconds / budget.seconds;
	if (budget.steps === undefined) return byTime;
	return byTime >= 1 ? 1 : step / budget.steps;
}

async function look(
	training: Training,
	state: TrainState,
	window: TrainingWindow,
): Promise<void> {
	const { engine, context, options } = training;
	const parameters = Float32Array.from(drawnParameters(state, options.average));
	const { loss, ...means } = window.means(context.meter.seconds);
	window.clear(context.meter.seconds);
	const ess = await heldOutEss(training, state, parameters);
	const verdict = await training.monitor?.({
		engine,
		parameters,
		settings: state.settings,
		stream: context.random.fork("monitor"),
		step: state.step,
		loss,
	});
	state.curve.add({
		step: state.step,
		seconds: context.meter.seconds,
		deviceSeconds: context.meter.deviceSeconds,
		loss,
		...means,
		heldOutEss: ess,
		...verdict?.values,
	});
	const tooHigh = state.bestLoss + lossRise + lossRisePerSite * engine.sites;
	if (loss > tooHigh || verdict?.diverged !== undefined) {
		recover(state);
	} else {
		state.heldOutEss = ess;
		state.bestLoss = Math.min(state.bestLoss, loss);
		state.settings = verdict?.settings ?? state.settings;
		state.good = snapshot(state);
		rememberBest(state, ess, options);
	}
	report(training, state, { loss, ess, ...means });
	await context.offer(training.checkpoint);
}

/** Of fresh draws, a mean over the targets where there are several. */
async function heldOutEss(
	{ engine, context, options, targets }: Training,
	state: TrainState,
	parameters: Float32Array,
): Promise<number> {
	const looks = targets?.looks ?? [{}];
	const draws = Math.max(2, Math.floor(options.evaluationDraws / looks.length));
	let sum = 0;
	for (const [index, look] of looks.entries()) {
		const fresh = await engine.sample(
			parameters,
			context.random.fork("evaluate"),
			(state.step * looks.length + index) * draws,
			draws,
			{ settings: { ...state.settings, ...look } },
		);
		context.meter.count({ action: draws });
		sum += kishFraction(logWeightsOf(fresh.logDensity, fresh.action));
	}
	return sum / looks.length;
}

function recover(state: TrainState): void {
	restoreGood(state);
	state.divergences += 1;
	state.rateFactor *= rateAfterDivergence;
	if (state.divergences > 1) state.status = "diverged";
}

/** Early stop: a gain counts when it exceeds the noise of the estimate, about sqrt((1 - ESS) ESS / draws). */
function rememberBest(
	state: TrainState,
	ess: number,
	options: TrainingOptions,
): void {
	if (options.patience === 0) return;
	const noise = Math.sqrt((ess * (1 - ess)) / options.evaluationDraws);
	if (ess > state.bestEss + noise || state.bestEss === 0) {
		state.bestEss = ess;
		state.best = Float64Array.from(drawnParameters(state, options.average));
		state.bestSettings = state.settings;
		state.stale = 0;
		return;
	}
	state.stale += 1;
	if (state.stale >= options.patience) state.status = "stopped early";
}

/** average <- decay * average + (1 - decay) * weights, from zeros. */
function averageWeights(state: TrainState, decay: number): void {
	const { average, adam } = state;
	for (let i = 0; i < average.length; i++)
		average[i] += (1 - decay) * (adam.parameters[i] - average[i]);
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
			: (budget.steps - state.step) / values.stepsPerSecond;
	context.progress(done, {
		step: state.step,
		...values,
		secondsLeft: Math.max(0, Math.min(budget.seconds - seconds, stepsLeft)),
	});
}
