/**
 * Contract of a command: a function that builds one commander `Command`.
 *
 * To add one: a file in commands/ that exports such a function, and one line in
 * commands/registry.ts. Results go to standard output, everything else to standard error.
 */
import type { Command } from "commander";
import {
	type ExitStatus,
	exitStatus,
	InputError,
	messageOf,
} from "../core/errors.js";
import { printable } from "../reports/text/escape.js";

export type CommandBuilder = () => Command;

/** Wraps what a command does: its status becomes the exit status, and a user's mistake one message without a stack. */
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

/** Prints an error the way users should see it and returns the exit status. */
export function report(error: unknown): ExitStatus {
	if (error instanceof InputError) {
		// Messages name files and values that users chose.
		const lines = error.message.split("\n").map(printable);
		process.stderr.write(`${lines.join("\n")}\n`);
		return error.status;
	}
	const detail =
		error instanceof Error && error.stack !== undefined
			? error.stack
			: messageOf(error);
	process.stderr.write(`internal error, please report it:\n${detail}\n`);
	return exitStatus.failed;
}
