/** Handles Ctrl-C, once and twice. */

export interface Interrupts {
	/** Aborted by the first signal: stop in order. */
	readonly interrupt: AbortController;
	/** Aborted by the second signal: stop now. */
	readonly kill: AbortController;
	/** Stops listening. */
	done(): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** When a file outgrows its limit, the write fails, and that has its own message. */
const ignored = "SIGXFSZ";
function ignore(): void {}

export function onInterrupt(): Interrupts {
	const interrupt = new AbortController();
	const kill = new AbortController();
	const heard = (): void => {
		if (!interrupt.signal.aborted) {
			process.stderr.write(
				"\ninterrupted: the cell stops with a checkpoint; once more to kill it\n",
			);
			interrupt.abort();
		} else {
			kill.abort();
		}
	};
	for (const signal of signals) process.on(signal, heard);
	process.on(ignored, ignore);
	return {
		interrupt,
		kill,
		done: () => {
			for (const signal of signals) process.off(signal, heard);
			process.off(ignored, ignore);
		},
	};
}
