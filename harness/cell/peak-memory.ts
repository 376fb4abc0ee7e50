/**
 * The largest resident memory since it was last asked, on Linux: other systems keep no maximum that can be
 * set back, so nothing is known there.
 */
import { family, peakBytes } from "../../core/process-table.js";
import { hasChildren } from "./processor-time.js";

/** In bytes; a number is absent where the system does not tell. */
export interface Peak {
	/** Of this process with all its threads. */
	readonly own?: number | undefined;
	/**
	 * Of the processes that it has started and those below them, a sum over those that still run: their maxima need not
	 * have come at one time, and pages that they share count for each.
	 */
	readonly children?: number | undefined;
}

export function peakMemory(): Peak {
	return {
		own: peakBytes("self"),
		children: hasChildren() ? childrenPeak() : undefined,
	};
}

function childrenPeak(): number | undefined {
	const [, ...below] = family(process.pid);
	const peaks = below.flatMap((id) => peakBytes(id) ?? []);
	return peaks.length === 0
		? undefined
		: peaks.reduce((sum, bytes) => sum + bytes, 0);
}
