/**
 * Errors that the user can correct. The command line prints only their message, without a stack, and
 * exits with their status.
 */

/** Exit statuses of the command line. */
export const exitStatus = {
	done: 0,
	/** A regression or a disagreement was found. */
	regression: 1,
	/** The input or the arguments are wrong. */
	usage: 2,
	inconclusive: 3,
	/** Some cells failed. */
	failed: 4,
	interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** The input is wrong: one clear message that says where, and what was expected. */
export class InputError extends Error {
	override readonly name = "InputError";
	readonly status: ExitStatus;
	constructor(message: string, status: ExitStatus = exitStatus.usage) {
		super(message);
		this.status = status;
	}
}

/** The machine failed and not the question: another attempt may succeed. */
export class MachineError extends Error {
	override readonly name: string = "MachineError";
}

/** Ends a cell with a status other than `failed`, or without naming the phase in which it ended. */
export class CellEnding extends Error {
	override readonly name = "CellEnding";
	readonly status: "skipped" | "failed" | "timeout";
	constructor(status: CellEnding["status"], message: string) {
		super(message);
		this.status = status;
	}
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** The text up to its first line break. */
export function firstLine(text: string): string {
	const [line = ""] = text.split("\n", 1);
	return line;
}

/** The first complaint of a schema, with the path of what it complains about. */
export function firstIssue(error: {
	readonly issues: readonly {
		readonly path: readonly PropertyKey[];
		readonly message: string;
	}[];
}): string {
	const [issue] = error.issues;
	return issue === undefined ? "" : `${issue.path.join(".")}: ${issue.message}`;
}
