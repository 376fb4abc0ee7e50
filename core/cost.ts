/** What a cell cost, phase by phase, and how long drawing takes. */
import { z } from "zod";

const nonNegative = z.number().min(0);

/**
 * Phases of a cell, in order. `start` is the start of a program that somebody else wrote, and
 * `transfer` the way of its draws to the harness: both are shown, and neither is part of a price.
 */
export const phases = [
	"start",
	"compile",
	"tune",
	"train",
	"thermalise",
	"draw",
	"transfer",
	"measure",
] as const;
export type Phase = (typeof phases)[number];

/**
 * How long one configuration takes. Drawing goes on after the draws that were asked for until it has
 * lasted `measure.seconds` in 8 blocks or more; what is drawn for the clock alone is thrown away.
 */
const timingSchema = z.strictObject({
	/** Configurations of all blocks, and how long they took. */
	draws: z.number().int().min(1),
	seconds: nonNegative,
	/** Processor time of the same blocks. */
	coreSeconds: nonNegative,
	blocks: z.number().int().min(1),
	/** Relative standard errors of the time for one configuration, from the scatter of the blocks. */
	error: nonNegative,
	coreError: nonNegative,
	/**
	 * Of the time in which threads of the process could have run, the share in which they waited for a
	 * processor, also for each other, from the first draw to the last; where the system tells.
	 */
	waiting: z.number().min(0).max(1).optional(),
	/** The part of that time which other programs took (harness/cell/machine-time.ts). */
	disturbed: z.number().min(0).max(1).optional(),
});
export type Timing = z.infer<typeof timingSchema>;

export const phaseCostSchema = z.strictObject({
	/** Wall time. */
	seconds: nonNegative,
	/** Wall time with the device held and synchronised, times the number of devices. */
	deviceSeconds: nonNegative,
	/** On a CPU, processor time of the cell's process with all its threads, and of the processes that it started. */
	coreSeconds: nonNegative.optional(),
	/** Evaluations of S and of its gradient, one for each configuration. */
	actionEvaluations: nonNegative,
	gradientEvaluations: nonNegative,
	/** Of the device-seconds, those in which kernels ran, by the device's own clock; on GPUs that tell. */
	kernelSeconds: nonNegative.optional(),
	/** Energy of the devices held, their idle power included; where the driver tells. */
	energyJoules: nonNegative.optional(),
	/**
	 * Largest resident memory of the cell's process during the phase, Node.js and its libraries included, or of the
	 * program that samples where that is another; where the system tells.
	 */
	peakBytes: nonNegative.optional(),
	/** Of the draw phase. */
	timing: timingSchema.optional(),
});
export type PhaseCost = z.infer<typeof phaseCostSchema>;

/**
 * What others say that their configurations cost. Nobody here has measured it: it is shown with its
 * source, and enters no rate, no ranking and no test.
 */
export const declaredCostSchema = z
	.strictObject({
		train: nonNegative.describe("everything that was paid once").optional(),
		draw: nonNegative.describe("drawing all configurations").optional(),
		unit: z.enum(["device-seconds", "core-seconds", "seconds"]),
		device: z.string().min(1).max(200).optional(),
		source: z.string().min(1).max(500).describe("who says so, and where"),
	})
	.refine(({ train, draw }) => train !== undefined || draw !== undefined, {
		message: "expected train, draw or both",
	});
export type DeclaredCost = z.infer<typeof declaredCostSchema>;
