/** The kind of failure that an error of a cell is. */
import { CellEnding, MachineError, messageOf } from "../../core/errors.js";
import type { Failure } from "../../core/failure.js";
import { codeOf } from "../../core/file-errors.js";

/**
 * Undefined where nobody can tell, as of a program that somebody else wrote: it may have been mended since,
 * and its files are no part of the question.
 */
export function failureOf(error: unknown): Failure | undefined {
	if (error instanceof CellEnding) return undefined;
	if (error instanceof MachineError || /^E[A-Z]+$/.test(codeOf(error) ?? ""))
		return { kind: "machine" };
	if (/allocation failed|out of memory/i.test(messageOf(error)))
		return { kind: "memory" };
	return { kind: "error" };
}

/** Of a process that ended without a record, by what it printed last. */
export function failureOfProcess(said: string): Failure {
	return /out of memory|allocation failed/i.test(said)
		? { kind: "memory" }
		: { kind: "crash" };
}
