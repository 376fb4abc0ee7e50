/** Options of the integration, and of the error that it leaves in log w, of every continuous flow. */
import { z } from "zod";
import type { StepControl } from "./steps.js";

/** Number of integration steps at the start, and its bounds. */
export function stepOptions(start: number, most: number) {
	return {
		steps: z
			.int()
			.min(1)
			.default(start)
			.describe("integration steps at the start"),
		fewestSteps: z.int().min(1).default(4).describe("fewest integration steps"),
		mostSteps: z.int().min(1).default(most).describe("most integration steps"),
	};
}

export const stepErrorOptions = {
	/**
	 * rms error of log w to hold during training, or 5 % of the scatter of log w where that is more (steps.ts). It is
	 * measured by doubling the steps on fresh draws.
	 */
	stepError: z
		.number()
		.positive()
		.default(0.01)
		.describe(
			"root mean square error of log w from the integration while training",
		),
	/**
	 * The same for draws after training. null takes as many steps as bring the error that it causes in
	 * log Z and in averages below half of their statistical errors.
	 */
	drawError: z
		.number()
		.positive()
		.nullable()
		.default(null)
		.describe(
			"root mean square error of log w from the integration while drawing",
		),
	/** Number of fresh draws for each such measurement. */
	stepDraws: z
		.int()
		.min(2)
		.default(64)
		.describe("draws of each measurement of that error"),
};

const allOptions = z.object({ ...stepOptions(1, 1), ...stepErrorOptions });
type StepOptions = z.infer<typeof allOptions>;

export const stepBounds = [
	(o: StepOptions) => o.fewestSteps <= o.steps && o.steps <= o.mostSteps,
	{ message: "steps lies between fewestSteps and mostSteps" },
] as const;

export function controlOf(chosen: StepOptions): StepControl {
	return {
		fewest: chosen.fewestSteps,
		most: chosen.mostSteps,
		target: chosen.stepError,
		draws: chosen.stepDraws,
	};
}
