/** What a record says of a training that is over. */
import {
	type TrainingFacts,
	type TrainingOutcome,
	trainingOutcomes,
} from "../../../core/training.js";
import { DivergedTraining } from "./diverged.js";
import type { TrainingOptions } from "./options.js";
import { gain, isSettled, looksToSettle } from "./plateau.js";
import type { TrainState } from "./state.js";

/** Whether a look has seen the effective sample size that was asked for. */
export function isEnough(
	{ best }: TrainState,
	{ enoughEss }: TrainingOptions,
): boolean {
	return enoughEss !== null && best.ess >= enoughEss;
}

/** @throws DivergedTraining where training diverged before any look was sound: there is nothing to hand out */
export function outcomeOf(
	state: TrainState,
	options: TrainingOptions,
): TrainingOutcome {
	const { patience, evaluateEvery } = options;
	const { best, divergences, plateau, step } = state;
	if (divergences > 0 && best.step === 0)
		throw new DivergedTraining(
			`training diverged (${divergences} times in ${step} steps) before it reached any state that is better than its start; a smaller learningRate, or a larger budget, is needed`,
		);
	// Nothing to train.
	if (state.adam.parameters.length === 0) return trainingOutcomes.settled;
	if (isEnough(state, options)) return trainingOutcomes.reached;
	if (step < evaluateEvery) return trainingOutcomes.short;
	if (isSettled(plateau, patience)) return trainingOutcomes.settled;
	if (state.lastDivergence > best.step) return trainingOutcomes.diverged;
	return trainingOutcomes.stopped;
}

/** What decided the outcome, in words that follow a colon; its numbers are those of the state. */
export function reasonOf(
	outcome: TrainingOutcome,
	{ best, plateau, adam, lastDivergence }: TrainState,
	{ patience, enoughEss, evaluateEvery }: TrainingOptions,
): string {
	const needed = looksToSettle(patience);
	const small = `gained less than ${100 * gain} %`;
	switch (outcome) {
		case trainingOutcomes.settled:
			return adam.parameters.length === 0
				? "there is nothing to train"
				: `${needed} looks in a row ${small}`;
		case trainingOutcomes.reached:
			return `a look saw ESS / draws of ${best.ess.toPrecision(3)}, and ${enoughEss} is enough`;
		case trainingOutcomes.diverged:
			return `the last divergence, at step ${lastDivergence}, came after the best look, at step ${best.step}`;
		case trainingOutcomes.short:
			return `looks are ${evaluateEvery} steps apart`;
		case trainingOutcomes.stopped:
			return `${plateau.stale} of ${needed} looks in a row had ${small}`;
		case trainingOutcomes.failed:
			return "it ended with an error";
	}
}

/** Of a training that has left nothing to draw from. */
export function failureOf({
	step,
	divergences,
}: TrainState): Pick<
	TrainingFacts,
	"training" | "trainingSteps" | "divergences"
> {
	return {
		training: trainingOutcomes.failed,
		trainingSteps: step,
		divergences,
	};
}

/** 1 - (best ESS of the first half) / (best ESS), by the learning curve; nothing where a half has no look. */
export function lateGain({
	best,
	curve,
	step,
}: TrainState): number | undefined {
	const { columns } = curve.history();
	const steps = columns.step ?? [];
	const early = (columns.heldOutEss ?? []).filter(
		(ess, i) => ess !== null && Number(steps[i]) <= step / 2,
	);
	if (early.length === 0 || !(best.ess > 0)) return undefined;
	const first = Math.max(...early.map(Number));
	return Math.max(0, 1 - first / best.ess);
}
