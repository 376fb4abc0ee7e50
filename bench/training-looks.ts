/**
 * What a training hands out beside the best state that it has had. The largest of many noisy looks
 * flatters, and so does an effective sample size (ESS, Kish's fraction) of few draws under heavy
 * weights. So the state of every look is measured on two sets of fresh draws, the same for all states:
 * by the first set the best state is chosen, and on the second it is compared with what was handed out.
 */

import type { Action } from "../actions/action.js";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { summarizeWeights } from "../core/statistics/weights/log-weights.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import type { Checkpoint, Sampler } from "../samplers/sampler.js";
import { fixedContext, noLimit } from "./training.js";

export interface Judged {
	/** Of the fresh draws, the ESS of what was handed out and of the best state. */
	readonly handedOut: number;
	readonly best: number;
	/** Error of the difference of both, where they are two states: rare draws of large weight rule an ESS. */
	readonly differenceError: number;
	/** Of the held-out draws, the ESS of what was handed out. */
	readonly look: number;
	readonly bestStep: number;
	readonly steps: number;
	readonly looks: number;
	readonly divergences: number;
	readonly outcome: string;
	/** Processor time of the training, its looks included. */
	readonly coreSeconds: number;
}

export interface TrainingCase {
	readonly shape: readonly number[];
	/** m2 = -4 everywhere. */
	readonly lambda: number;
	readonly steps: number;
	/** Draws of each of the two fresh sets. */
	readonly draws: number;
}

/** @throws Error where training leaves nothing to hand out */
export async function judgedTraining(
	sampler: Sampler,
	{ shape, lambda, steps, draws }: TrainingCase,
	seed: number,
): Promise<Judged> {
	const action = phi4.create(createLattice(shape), { m2: -4, lambda });
	const states: Checkpoint[] = [];
	const begin = processorSeconds();
	const prepared = await sampler.prepare(
		action,
		{ ...noLimit, steps },
		{
			...fixedContext(seed),
			async offer(checkpoint) {
				states.push(lookedAt(await checkpoint()));
			},
		},
	);
	const coreSeconds = processorSeconds() - begin;
	const final = await prepared.checkpoint();
	const { facts } = prepared;
	await prepared.dispose();
	const fresh = (state: Checkpoint, set: string) =>
		freshEss(sampler, action, state, draws, `${seed}, ${set}`);
	let best = { state: final, ...(await fresh(final, "first set")) };
	for (const state of states) {
		const seen = await fresh(state, "first set");
		if (seen.ess > best.ess) best = { state, ...seen };
	}
	const handedOut = await fresh(final, "second set");
	const again =
		best.state === final ? handedOut : await fresh(best.state, "second set");
	return {
		handedOut: handedOut.ess,
		best: again.ess,
		differenceError:
			again === handedOut ? 0 : Math.hypot(handedOut.error, again.error),
		look: Number(facts.bestLookEss),
		bestStep: Number(facts.bestStep),
		steps: Number(facts.trainingSteps),
		looks: states.length,
		divergences: Number(facts.divergences),
		outcome: String(facts.training),
		coreSeconds,
	};
}

/** The checkpoint of a training whose best state is the one that it has just looked at. */
function lookedAt({ sampler, state, arrays }: Checkpoint): Checkpoint {
	const best = state.best as object;
	return {
		sampler,
		prepared: false,
		state: {
			...state,
			divergences: 0,
			best: {
				...best,
				updates: state.updates,
				settings: state.settings,
				step: state.step,
			},
		} as Checkpoint["state"],
		arrays: {
			...arrays,
			bestParameters: arrays.parameters,
			bestMean: arrays.mean,
			bestSquare: arrays.square,
			bestAverage: arrays.average,
		},
	};
}

/** ESS on draws that are the same for all states of a training, and that it has not used. */
async function freshEss(
	sampler: Sampler,
	action: Action,
	state: Checkpoint,
	draws: number,
	stream: string,
): Promise<{ readonly ess: number; readonly error: number }> {
	const prepared = await sampler.prepare(
		action,
		// Nothing is left to train.
		{ ...noLimit, steps: Number(state.state.step) },
		{
			...fixedContext(stream),
			resume: { ...state, state: { ...state.state, drawn: 0 } },
		},
	);
	try {
		const { structure } = await prepared.draw(draws);
		if (structure.kind !== "weighted") throw new Error("not a flow");
		const { kishEss, kishEssError } = summarizeWeights(structure.logWeights);
		return { ess: kishEss / draws, error: kishEssError / draws };
	} finally {
		await prepared.dispose();
	}
}
