/** How much memory the process of a cell may use. */
import { totalmem } from "node:os";
import type { Cell } from "../plan.js";

/** Bytes that a cell may use. @param given what the scheduler gave, if it did */
export function memoryLimit(
	cell: Pick<Cell, "limits">,
	given = Number.POSITIVE_INFINITY,
): number {
	const constrained = process.constrainedMemory();
	const total =
		constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
	return Math.min(
		cell.limits.memory ?? Number.POSITIVE_INFINITY,
		given,
		0.9 * total,
	);
}

/**
 * Node's flag for its own heap: the largest power of two within `limit` bytes, so that most cells have the
 * same. With another flag, V8 does not take the code that the build compiled.
 */
export function heapFlag(limit: number): string {
	const megabytes = Math.max(64, limit / 2 ** 20);
	return `--max-old-space-size=${2 ** Math.floor(Math.log2(megabytes))}`;
}
