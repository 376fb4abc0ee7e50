/**
 * Whether a continued run tries a cell without a result again. Pure.
 *
 *   interrupted, or its machine was lost   again, from its checkpoint
 *   out of time                            again, from its checkpoint
 *   crash, disk full, GPU lost             again
 *   out of memory                          only with a larger limit
 *   an error that the cell reported        only with another version of the program
 *
 * A question contains the hash of the user's sampler file. So a corrected sampler is a new question, and
 * its cells run.
 */
import type { BenchRecord, Environment } from "../core/record.js";

type Program = Pick<Environment, "versions" | "commit" | "dirty">;

export interface Attempt {
	/** What runs now. */
	readonly program: Program;
	/** Bytes that the cell may use now; undefined where a scheduler decides later. */
	readonly memory: number | undefined;
}

/** Why it is not tried again; undefined if it is. */
export function reasonNotToRetry(
	{ status, failure, environment }: BenchRecord,
	{ program, memory }: Attempt,
): string | undefined {
	if (status !== "failed" || failure === undefined) return undefined;
	if (failure.kind === "error")
		return environment !== undefined && isSame(environment, program)
			? "the same error would come again"
			: undefined;
	if (failure.kind !== "memory") return undefined;
	const { limit } = failure;
	return memory !== undefined && (limit === undefined || memory <= limit)
		? "it ran out of memory and has no larger limit"
		: undefined;
}

/** A checkout with changes may be another program every time. */
function isSame(before: Program, now: Program): boolean {
	return (
		before.versions.latticebench === now.versions.latticebench &&
		before.commit === now.commit &&
		before.dirty !== true &&
		now.dirty !== true
	);
}
