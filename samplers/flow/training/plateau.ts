/**
 * The plateau test: when is a training settled?
 *
 * A look *gains* when its held-out ESS is above the best one at earlier gains, or its held-out loss
 * below, by more than the standard error of the look and by at least `worth` (held-out.ts). With fewer than 25 effective draws the ESS does not
 * count. Slow progress is not overlooked: gains are measured from the last gain, not from the last look.
 *
 *   `patience` looks in a row without a gain       the learning rate falls (schedule `plateau`)
 *   twice as many                                  it falls again
 *   three times as many                            training is settled: neither more steps nor a
 *                                                  lower rate have helped
 *
 * A gain starts the count again, also after training has settled.
 */
import { fewestEffective, type HeldOut, worth } from "./held-out.js";

export interface PlateauState {
	/** Best of the looks that gained. */
	ess: number;
	loss: number;
	/** Looks in a row without a gain. */
	stale: number;
}

const roundsToSettle = 3;

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
		ess - plateau.ess > Math.max(essError, worth * plateau.ess);
	const lossGains = plateau.loss - loss > Math.max(lossError, worth);
	if (essGains || lossGains) {
		if (effective >= fewestEffective) plateau.ess = Math.max(plateau.ess, ess);
		plateau.loss = Math.min(plateau.loss, loss);
		plateau.stale = 0;
		return false;
	}
	plateau.stale += 1;
	return plateau.stale % patience === 0 && !isSettled(plateau, patience);
}

export function isSettled({ stale }: PlateauState, patience: number): boolean {
	return stale >= roundsToSettle * patience;
}
