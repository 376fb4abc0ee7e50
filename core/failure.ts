/** How a cell without a result ended. It decides whether a run tries the cell again (harness/retry.ts). */
import { z } from "zod";

const kinds = [
	/** It said what is wrong, as when numbers diverge: the same question gets the same answer. */
	"error",
	/** The machine refused: a disk is full, a GPU was lost. */
	"machine",
	"memory",
	"time",
	/** It ended without a word. */
	"crash",
] as const;

export const failureSchema = z.strictObject({
	kind: z.enum(kinds),
	/** Bytes that it was allowed, for `memory`. */
	limit: z.number().min(0).optional(),
});
export type Failure = z.infer<typeof failureSchema>;
