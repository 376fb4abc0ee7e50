/** How the child refuses or fails. */
import { z } from "zod";

const errorCodes = [
	"unsupported",
	"invalid",
	"diverged",
	"outOfMemory",
	"interrupted",
	"internal",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export const errorObject = z.object({
	code: z
		.enum(errorCodes)
		.describe(
			"unsupported: this method or action is not treated; invalid: wrong options or parameters; diverged: numbers are not finite; outOfMemory; interrupted: told to stop; internal: anything else",
		),
	message: z
		.string()
		.min(1)
		.describe("one sentence, which the record shows as the reason"),
	data: z.json().optional(),
});
