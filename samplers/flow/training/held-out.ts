/**
 * What a look at a training sees: the effective sample size and the loss of a fixed set of latent
 * draws. All looks share the draws (common random numbers), so that two looks differ by the weights
 * and hardly by chance. Training never uses these draws.
 */
import type { Random } from "../../../core/random.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import type { Meter } from "../../sampler.js";
import { type FlowState, logWeightsOf } from "../engine.js";
import type { FlowSettings } from "../flow.js";

export interface HeldOut {
	/** Kish's effective fraction of the draws, in [0, 1]. */
	readonly ess: number;
	/** Mean of log q + S; not finite where a weight is not. */
	readonly loss: number;
	/** Standard errors of both on independent draws: upper bounds for differences on common ones. */
	readonly essError: number;
	readonly lossError: number;
	/** log Z by these draws. */
	readonly logZ: number;
	/** Effective number of draws: with fewer than `fewestEffective`, the ESS is mostly chance. */
	readonly effective: number;
}

/** The same floor as everywhere: 25 effective draws. */
export const fewestEffective = 25;

/** @param looks settings of the targets, of which the numbers are means; one, `{}`, for a flow of one target */
export async function heldOut(
	{ engine, parameters, settings }: FlowState,
	looks: readonly FlowSettings[],
	stream: Random,
	draws: number,
	meter: Meter,
): Promise<HeldOut> {
	const each = Math.max(2, Math.floor(draws / looks.length));
	let ess = 0;
	let loss = 0;
	let logZ = 0;
	let essVariance = 0;
	let variance = 0;
	for (const [index, look] of looks.entries()) {
		const fresh = await engine.sample(parameters, stream, index * each, each, {
			settings: { ...settings, ...look },
		});
		meter.count({ action: each });
		const logWeights = logWeightsOf(fresh.logDensity, fresh.action);
		const mean = logWeights.reduce((sum, value) => sum + value, 0) / each;
		const weights = weightsOf(logWeights);
		ess += weights.ess / looks.length;
		essVariance += (weights.error / looks.length) ** 2;
		logZ += weights.logZ / looks.length;
		loss -= mean / looks.length;
		variance +=
			logWeights.reduce((sum, value) => sum + (value - mean) ** 2, 0) /
			(each * looks.length);
	}
	const total = each * looks.length;
	return {
		ess,
		loss,
		essError: Math.sqrt(essVariance),
		lossError: Math.sqrt(variance / total),
		logZ,
		effective: ess * total,
	};
}

/** Weights that are not numbers, or all zero, have no effective draws. */
function weightsOf(logWeights: Float64Array) {
	const bad = (l: number) => !(l < Number.POSITIVE_INFINITY);
	if (logWeights.some(bad) || logWeights.every((l) => !Number.isFinite(l)))
		return { ess: 0, error: 0, logZ: Number.NaN };
	const { kishEss, kishEssError, logZ } = summarizeWeights(logWeights);
	const { length } = logWeights;
	return { ess: kishEss / length, error: kishEssError / length, logZ };
}

/** A part of the ESS, or nats of the loss (about 1 % of the ESS), that nobody would train on for. */
export const worth = 0.005;

/**
 * Whether the first is the state to keep: the one of larger ESS, among those whose loss is within
 * `worth` of the least loss seen. The ESS of a flow's own draws alone would prefer a flow that is too
 * narrow and has not met its large weights; the loss is what training lowers, and is hardly noisy.
 */
export function isBetter(
	one: Pick<HeldOut, "ess" | "loss">,
	other: Pick<HeldOut, "ess" | "loss">,
	leastLoss: number,
): boolean {
	const low = (look: typeof one) => look.loss <= leastLoss + worth;
	if (low(one) !== low(other)) return low(one);
	return low(one) ? one.ess > other.ess : one.loss < other.loss;
}
