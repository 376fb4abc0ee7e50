/** How long a program that was told to stop may take before it is killed. */
import { setTimeout as pause } from "node:timers/promises";

/** What is asked of a program that was told to stop. */
interface Worker {
	processorSeconds(): number;
	wantsToRun(): boolean;
}

/** Milliseconds between looks. */
const look = 100;
/** A program that gets no processor has its grace until it got this share of it, and no longer than so many graces. */
const share = 0.25;
const mostGraces = 6;

/**
 * Resolves when a program that was told to stop has had its grace. On a busy machine that is more than
 * its seconds on the wall clock: a program that waits for a processor is not to blame.
 * @param seconds of grace
 * @throws AbortError when `signal` says that it has stopped
 */
export async function graceOver(
	worker: Worker,
	seconds: number,
	signal?: AbortSignal,
): Promise<void> {
	const begin = performance.now() / 1000;
	const before = worker.processorSeconds();
	await pause(1000 * seconds, undefined, { ref: false, signal });
	while (
		worker.wantsToRun() &&
		worker.processorSeconds() - before < share * seconds &&
		performance.now() / 1000 - begin < mostGraces * seconds
	)
		await pause(look, undefined, { ref: false, signal });
}
