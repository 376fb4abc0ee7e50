/**
 * Is a state lost? A look says so only where chance and progress cannot explain it:
 *
 *   - numbers that are not finite;
 *   - a held-out loss far above the least one;
 *   - a loss below -log Z by the best state's draws: no density has one (an integrator that is exploited does);
 *   - an effective sample size (ESS) below half of the best one by three of its errors, while the loss has
 *     not fallen. Early in training the ESS may well fall as the flow learns to cover more of the target,
 *     and one lucky large weight halves it.
 */
import { type HeldOut, worth } from "./held-out.js";
import type { TrainState } from "./state.js";

/** A held-out loss this much above the best, and this much more for each real of a configuration, is a divergence. */
const lossRise = 10;
const lossRisePerReal = 0.5;
/** Effective draws from which the best state's ESS and log Z are measured well. */
const wellMeasured = 100;
/** More than log 2, the error of log Z where one of two modes is missed. */
const logZTolerance = 1;
const errors = 3;

export function isLost(
	{ ess, essError, loss, lossError }: HeldOut,
	{ best, leastLoss }: Pick<TrainState, "best" | "leastLoss">,
	reals: number,
): boolean {
	if (!Number.isFinite(loss)) return true;
	if (loss > leastLoss + lossRise + lossRisePerReal * reals) return true;
	if (best.effective < wellMeasured) return false;
	if (loss < -best.logZ - logZTolerance) return true;
	const hasGained = best.loss - loss > Math.max(worth, errors * lossError);
	return !hasGained && ess + errors * essError < best.ess / 2;
}
