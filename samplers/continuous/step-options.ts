/** Options of the error that the integration leaves in log w, of every continuous flow. */
import { z } from "zod";

export const stepErrorOptions = {
	/** rms error of log w to hold during training. It is measured by doubling the steps on fresh draws. */
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
