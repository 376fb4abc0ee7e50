/** The standard streams: their colours, and output that cannot be written. */
import { exitStatus } from "../core/errors.js";
import { explainFileError } from "../core/file-errors.js";

/** Whether text on standard error is coloured. */
export function colored(): boolean {
	return process.stderr.hasColors?.() === true && !process.env.NO_COLOR;
}

/** A reader that left is no error, and a full disk is one sentence. */
export function guardStandardStreams(): void {
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		// A reader that closes the pipe early, such as `head`, has seen what it wanted.
		if (error.code === "EPIPE") {
			process.exit(process.exitCode ?? exitStatus.done);
		}
		process.stderr.write(
			`${explainFileError("cannot write to", "standard output", error)}\n`,
		);
		process.exit(exitStatus.usage);
	});
	// Nobody is left to be told.
	process.stderr.on("error", () => {});
}
