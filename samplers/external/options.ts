/** Options of an outside sampler. In a suite they stand beside `sampler: external`. */
import { z } from "zod";

const text = z.string().min(1);

export const externalOptions = z.strictObject({
	command: z
		.array(text)
		.min(1)
		.describe(
			"program and arguments; a program with a slash, and nothing else, is relative to the suite's folder",
		),
	cwd: text
		.default(".")
		.describe("working directory, relative to the suite's folder"),
	env: z
		.record(z.string(), z.string())
		.default({})
		.describe("environment variables beside those of the host"),
	sources: z
		.array(text)
		.default([])
		.describe(
			"files whose content belongs to the question, such as the script: when they change, the cell runs again",
		),
	options: z
		.record(z.string(), z.json())
		.default({})
		.describe("given to the program in `initialize`, which checks them"),
	precision: z
		.enum(["float32", "float64"])
		.default("float32")
		.describe("of the fields; the program may answer in the other one"),
	scratch: text
		.optional()
		.describe(
			"folder for arrays, which the program must see under the same path; by default in memory where there is room",
		),
	limits: z
		.strictObject({
			stall: z
				.number()
				.positive()
				.default(120)
				.describe("seconds without a message and without processor time"),
			memory: z
				.number()
				.positive()
				.optional()
				.describe("resident bytes of the program and all that it started"),
			grace: z
				.number()
				.positive()
				.default(10)
				.describe(
					"seconds between `stop` and SIGTERM (at least a tenth of the budget), and between SIGTERM and SIGKILL",
				),
		})
		.prefault({}),
});
export type ExternalOptions = z.output<typeof externalOptions>;
