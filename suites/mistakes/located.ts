/**
 * Mistakes at their places in a file. It is apart from the reading of files, so that loading modules alone
 * needs no YAML.
 */
import { InputError } from "../../core/errors.js";
import type { Position } from "./locate.js";

/** At most this many mistakes are listed at once. */
const listed = 20;

interface Located extends Position {
	readonly message: string;
}

/** A suite file as parsed YAML, with its places. */
export interface ParsedSource {
	readonly file: string;
	readonly value: unknown;
	place(path: readonly PropertyKey[], key?: string): Position;
}

/** All mistakes of a file, in order, one a line. */
export function mistakes(
	file: string,
	problems: readonly Located[],
): InputError {
	const sorted = [...problems].sort(
		(a, b) => a.line - b.line || a.column - b.column,
	);
	const shown = sorted
		.slice(0, listed)
		.map(
			({ line, column, message }) => `${file}:${line}:${column}: ${message}`,
		);
	if (sorted.length > listed)
		shown.push(`${file}: ${sorted.length - listed} more mistakes`);
	return new InputError(shown.join("\n"));
}
