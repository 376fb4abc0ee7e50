/** What a cell has spent so far, phase by phase, and the form of it that a record keeps. */
import {
	type Phase,
	type PhaseCost,
	phases,
	type Timing,
} from "../../core/cost.js";
import type { Device } from "../../tensor/device.js";

export interface PhaseWork {
	seconds: number;
	action: number;
	gradient: number;
	coreSeconds?: number | undefined;
	kernelSeconds?: number | undefined;
	energyJoules?: number | undefined;
	peakBytes?: number | undefined;
}

/** The cost by phase. It goes into the record, and a checkpoint carries it on. */
export type Spent = Partial<Record<Phase, PhaseWork>>;

/**
 * Device-seconds are wall time times devices.
 * @param timing of the draw phase, once that is over
 * @param inside whether the sampler computes in this process, so that its memory is the sampler's
 */
export function costOf(
	spent: Spent,
	device: Device,
	timing?: Timing,
	inside = true,
): Partial<Record<Phase, PhaseCost>> {
	const cost: Partial<Record<Phase, PhaseCost>> = {};
	for (const phase of phases) {
		const entry = spent[phase];
		if (entry === undefined) continue;
		cost[phase] = {
			seconds: entry.seconds,
			deviceSeconds: entry.seconds * device.count,
			...(entry.coreSeconds === undefined
				? {}
				: { coreSeconds: Math.max(0, entry.coreSeconds) }),
			actionEvaluations: entry.action,
			gradientEvaluations: entry.gradient,
			...(entry.kernelSeconds === undefined
				? {}
				: { kernelSeconds: Math.max(0, entry.kernelSeconds) }),
			...(entry.energyJoules === undefined
				? {}
				: { energyJoules: Math.max(0, entry.energyJoules) }),
			...(entry.peakBytes === undefined || !inside
				? {}
				: { peakBytes: entry.peakBytes }),
			...(phase === "draw" && timing !== undefined ? { timing } : {}),
		};
	}
	return cost;
}
