/** Standard output that cannot be written to: a reader that left is no error, a full disk is one sentence. */
import { exitStatus } from "../core/errors.js";
import { explainFileError } from "../harness/store/file-errors.js";

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
