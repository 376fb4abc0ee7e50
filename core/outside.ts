/** What a program that somebody else wrote says of itself. */
import { z } from "zod";

export const outsideSchema = z.strictObject({
	name: z.string(),
	version: z.string().optional(),
	/** Versions of its libraries. */
	frameworks: z.record(z.string(), z.string()),
	/** Where it computes, if not on the processor. */
	device: z
		.strictObject({
			kind: z.enum(["cpu", "gpu"]),
			name: z.string(),
			count: z.number().int().min(1),
		})
		.optional(),
	/** Threads that it said it uses. */
	threads: z.number().int().min(1).optional(),
	/** Whether it runs where its processor time cannot be read: behind ssh, srun or docker. */
	elsewhere: z.boolean().optional(),
	/** Paper or link. */
	reference: z.string().optional(),
	/** Whether evaluations in the cost are its own count, which the harness cannot check. */
	declaredEvaluations: z.boolean(),
});
export type Outside = z.infer<typeof outsideSchema>;
