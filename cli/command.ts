/**
 * Contract of a command: a function that builds one commander `Command`.
 *
 * To add a command, write a file in commands/ that exports such a function, and add an entry with its
 * summary to commands/registry.ts. Results go to standard output, and everything else to standard error.
 *
 *   export function helloCommand(): Command {
 *     return new Command("hello").action(
 *       handle(async () => {
 *         process.stdout.write("hello\n");
 *         return exitStatus.done;
 *       }),
 *     );
 *   }
 */
import type { Command } from "commander";
import {
	type ExitStatus,
	exitStatus,
	InputError,
	messageOf,
} from "../core/errors.js";
import { printable } from "../reports/text/escape.js";

export interface CommandEntry {
	/** What the help says about it. */
	readonly summary: string;
	/** Loads the file of the command and builds it. */
	build(): Promise<Command>;
	/** Not for people. */
	readonly hidden?: boolean;
}

/**
 * Wraps the work of a command. Its status becomes the exit status. A user's mistake becomes one
 * message without a stack trace.
 */
export function handle<A extends readonly unknown[]>(
	work: (...args: A) => Promise<ExitStatus> | ExitStatus,
): (...args: A) => Promise<void> {
	return async (...args) => {
		try {
			process.exitCode = await work(...args);
		} catch (error) {
			process.exitCode = report(error);
		}
	};
}

/** Prints an error in the form for users and returns the exit status. */
export function report(error: unknown): ExitStatus {
	if (error instanceof InputError) {
		process.stderr.write(`${printableLines(error.message)}\n`);
		return error.status;
	}
	const detail =
		error instanceof Error && error.stack !== undefined
			? error.stack
			: messageOf(error);
	process.stderr.write(
		`internal error, please report it:\n${printableLines(detail)}\n`,
	);
	return exitStatus.failed;
}

/** Messages contain names of files and values that users chose. */
function printableLines(text: string): string {
	return text.split("\n").map(printable).join("\n");
}
