/**
 * Training of a flow: minimise the reverse Kullback-Leibler divergence E_q[log q + S] + log Z by SOAP
 * or Adam, with fresh samples in every step, and a look at held-out draws (look.ts) now and then.
 *
 * Whatever happens, the best state that a look has seen is kept, and it is what is handed out. After a
 * divergence training goes on from there at a lower learning rate, as long as the budget lasts. The
 * rate also falls where looks stop gaining, and training ends when it has settled (plateau.ts).
 */
import { setImmediate as nextTick } from "node:timers/promises";
import type { Budget } from "../../sampler.js";
import { groupedEss } from "../engine.js";
import { adamStep, norm } from "./adam.js";
import { look, recover, type Training } from "./look.js";
import type { TrainingOptions } from "./options.js";
import { isEnough } from "./outcome.js";
import { isSettled, lookInterval } from "./plateau.js";
import { riseOf, scheduleFactor } from "./schedule.js";
import { averageWeights, type TrainState } from "./state.js";
import { TrainingWindow } from "./window.js";

/**
 * Trains until the budget is spent or training has settled; `state` is changed in place.
 * @throws DivergedTraining where training diverges whatever the learning rate
 */
export async function train(
	training: Training,
	state: TrainState,
): Promise<void> {
	const { engine, options, budget, context, continued } = training;
	const { batch } = options;
	const stream = context.random.fork("train");
	const window = new TrainingWindow(context.meter.seconds);
	const slowest = { seconds: 0 };
	while (state.status === "training") {
		context.signal.throwIfAborted();
		const before = context.meter.seconds;
		const done = fractionDone(state.step, budget, before + slowest.seconds);
		if (done >= 1 || endsEarly(state, options, budget)) {
			if (window.steps > 0) await look(training, state, window);
			state.status = "complete";
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
			const { seconds, deviceSeconds, evaluations } = context.meter;
			state.curve.add({
				...{ step: state.step, seconds, deviceSeconds, evaluations },
				loss,
			});
			recover(state);
			window.clear(seconds);
			continue;
		}
		// Until a look has seen a state, the first batch says what the start is worth.
		if (state.step === 1) state.leastLoss = loss;
		const rate = rateOf(
			state,
			options,
			fractionDone(state.step - 1, budget, before),
		);
		const clip = options.clip ?? Number.POSITIVE_INFINITY;
		adamStep(state.adam, gradient, length, rate, { ...options, clip });
		if (options.average > 0) averageWeights(state, options.average);
		const ess = groupedEss(logWeights, training.targets?.group ?? batch);
		window.add(loss, ess, length, rate);
		const interval = lookInterval(state.step, options.evaluateEvery);
		if (state.step % interval === 0 || (continued && state.step === 1))
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

/**
 * Where the user has fixed the steps, settling ends nothing; a rate that follows the budget needs all of
 * it, too.
 */
function endsEarly(
	state: TrainState,
	options: TrainingOptions,
	{ steps }: Budget,
): boolean {
	const { untilSettled, patience, schedule } = options;
	return (
		isEnough(state, options) ||
		(untilSettled &&
			steps === undefined &&
			(schedule === "plateau" || schedule === "constant") &&
			isSettled(state.plateau, patience))
	);
}

/** Learning rate of the step after `fraction` of the training. */
function rateOf(
	{ step, rateFactor }: TrainState,
	{ learningRate, schedule, finalRate, warmup, evaluateEvery }: TrainingOptions,
	fraction: number,
): number {
	const factor =
		schedule === "plateau"
			? riseOf(step, fraction, warmup, evaluateEvery) *
				scheduleFactor(schedule, fraction, finalRate, 0)
			: scheduleFactor(schedule, fraction, finalRate, warmup);
	return learningRate * rateFactor * factor;
}
