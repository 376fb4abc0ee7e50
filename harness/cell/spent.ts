/** What a cell has spent so far, phase by phase, and its form in a record. */
import { z } from "zod";
import {
	type Phase,
	type PhaseCost,
	phases,
	type Timing,
} from "../../core/cost.js";
import type { Device } from "../../tensor/device.js";

const workSchema = z.strictObject({
	seconds: z.number(),
	action: z.number(),
	gradient: z.number(),
	coreSeconds: z.number().optional(),
	kernelSeconds: z.number().optional(),
	energyJoules: z.number().optional(),
	peakBytes: z.number().optional(),
	childPeakBytes: z.number().optional(),
});
export type PhaseWork = z.infer<typeof workSchema>;

/** The cost by phase. It goes into the record, and a checkpoint carries it on. */
export const spentSchema = z.partialRecord(z.enum(phases), workSchema);
export type Spent = z.infer<typeof spentSchema>;

const preparation: readonly Phase[] = [
	"compile",
	"tune",
	"train",
	"thermalise",
];

/** The sum over the phases of the preparation. */
export function prepared(
	spent: Spent,
	amount: (work: PhaseWork) => number,
): number {
	return preparation.reduce((sum, phase) => {
		const work = spent[phase];
		return work === undefined ? sum : sum + amount(work);
	}, 0);
}

/**
 * Device-seconds are wall time times devices.
 * @param timing of the draw phase, once that is over
 * @param place of the sampler: inside this process, in one that it has started, whose memory is then the sampler's, or
 *   elsewhere, where its memory, its processor time and what it waited for are not known
 */
export function costOf(
	spent: Spent,
	device: Device,
	timing?: Timing,
	place: "inside" | "child" | "elsewhere" = "inside",
): Partial<Record<Phase, PhaseCost>> {
	const cost: Partial<Record<Phase, PhaseCost>> = {};
	for (const phase of phases) {
		const entry = spent[phase];
		if (entry === undefined) continue;
		const peak = {
			inside: entry.peakBytes,
			child: entry.childPeakBytes,
			elsewhere: undefined,
		}[place];
		cost[phase] = {
			seconds: entry.seconds,
			deviceSeconds: entry.seconds * device.count,
			...(entry.coreSeconds === undefined || place === "elsewhere"
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
			...(peak === undefined ? {} : { peakBytes: peak }),
			...(phase === "draw" && timing !== undefined
				? { timing: place === "elsewhere" ? onTheWall(timing) : timing }
				: {}),
		};
	}
	return cost;
}

/** What the host's clock alone can tell. */
function onTheWall({ waiting: _, disturbed: __, ...rest }: Timing): Timing {
	return { ...rest, coreSeconds: 0, coreError: 0 };
}
