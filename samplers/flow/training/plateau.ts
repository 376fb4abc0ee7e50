/**
 * The plateau test: when does the learning rate fall, and when is a training settled?
 *
 * A look *gains* when its held-out ESS is above the best one at earlier gains, or its held-out loss
 * below, by more than the standard error of the look and by at least 1 % (of the ESS, or nats). With fewer
 * than 25 effective draws the ESS does not count. Slow progress is not overlooked: gains are measured
 * from the last gain, not from the last look.
 *
 *   `patience` looks in a row without a gain    training goes on from the best state, at half of the
 *                                               learning rate (schedule `plateau`)
 *   four times as many                          training is settled: neither more steps nor lower
 *                                               rates have helped
 *
 * A gain starts the count again, also after training has settled.
 *
 * Looks become rarer as training goes on, so that patience is a part of the steps done: while 4 x 5
 * looks are taken, the steps grow to 1.6 to 2.6 times. What this overlooks is a training that gains less
 * than the larger of 1 % and the error of a look in as many.
 */
import { fewestEffective, type HeldOut } from "./held-out.js";

export interface PlateauState {
	/** Best of the looks that gained. */
	ess: number;
	loss: number;
	/** Looks in a row without a gain. */
	stale: number;
}

/** More rounds add little: trainings at E1 gained 0.1 to 0.6 % of ESS in two more. */
const roundsToSettle = 4;

/** A part of the ESS, or nats, for which nobody would double the price. */
export const gain = 0.01;

/** Between two looks lie at most this part of the steps done, once that is more than the first interval. */
const lookShare = 1 / 20;

/** Steps to the next look: those between the first looks, doubled as often as `lookShare` allows. */
export function lookInterval(step: number, first: number): number {
	let interval = first;
	while (2 * interval <= lookShare * step) interval *= 2;
	return interval;
}

export function startPlateau(): PlateauState {
	return { ess: 0, loss: Number.POSITIVE_INFINITY, stale: 0 };
}

/** Takes a look into account; says whether the rate is to fall now. */
export function observe(
	plateau: PlateauState,
	look: HeldOut,
	patience: number,
): boolean {
	const { ess, loss, essError, lossError, effective } = look;
	const essGains =
		effective >= fewestEffective &&
		ess - plateau.ess > Math.max(essError, gain * plateau.ess);
	const lossGains = plateau.loss - loss > Math.max(lossError, gain);
	if (essGains || lossGains) {
		if (effective >= fewestEffective) plateau.ess = Math.max(plateau.ess, ess);
		plateau.loss = Math.min(plateau.loss, loss);
		plateau.stale = 0;
		return false;
	}
	plateau.stale += 1;
	return plateau.stale % patience === 0 && !isSettled(plateau, patience);
}

/** Looks in a row without a gain after which a training is settled. */
export function looksToSettle(patience: number): number {
	return roundsToSettle * patience;
}

export function isSettled({ stale }: PlateauState, patience: number): boolean {
	return stale >= looksToSettle(patience);
}
