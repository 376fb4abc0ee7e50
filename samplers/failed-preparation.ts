/**
 * A preparation that failed after it had begun. What it has told until then, the course of a training
 * that diverged above all, goes into the record of the failed cell.
 */
import { CellEnding, messageOf } from "../core/errors.js";
import type { History } from "../core/record.js";

export class FailedPreparation extends Error {
	override readonly name = "FailedPreparation";
	readonly history: readonly History[];
	readonly facts: Readonly<Record<string, number | string>>;
	constructor(
		cause: unknown,
		{ history, facts }: Pick<FailedPreparation, "history" | "facts">,
	) {
		super(messageOf(cause), { cause });
		this.history = history;
		this.facts = facts;
	}
}

/** The error with what was told before it; as it is where it ends the cell on purpose, or nothing was told. */
export function withHistory(
	error: unknown,
	told: Pick<FailedPreparation, "history" | "facts"> | undefined,
	{ aborted }: AbortSignal,
): unknown {
	if (aborted || error instanceof CellEnding || told === undefined)
		return error;
	const rows = told.history.some(
		({ columns }) => Object.keys(columns).length > 0,
	);
	return rows ? new FailedPreparation(error, told) : error;
}
