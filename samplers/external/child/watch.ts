/** Looks after a child while a request is open: silence without processor time, and memory. */
import { CellEnding } from "../../../core/errors.js";
import type { Child } from "./child.js";
import { type Conversation, withLog } from "./conversation.js";
import type { ChildLog } from "./log.js";

export interface WatchLimits {
	/** Seconds. */
	readonly stall: number;
	/** Bytes. */
	readonly memory?: number | undefined;
}

/** Milliseconds between looks. */
const interval = 250;
/** Seconds of processor time that count as a sign of life. */
const sign = 0.05;

/** @returns a function that ends the watch */
export function watch(
	child: Child,
	conversation: Conversation,
	limits: WatchLimits,
	log: ChildLog,
): () => void {
	let worked = child.processorSeconds();
	let alive = performance.now();
	const timer = setInterval(() => {
		if (!child.running) return;
		const { memory, stall } = limits;
		if (memory !== undefined) {
			const used = child.residentBytes();
			if (used > memory)
				conversation.fail(
					new CellEnding(
						"failed",
						withLog(
							`out of memory: the sampler used ${gigabytes(used)}, and its limit is ${gigabytes(memory)} (limits.memory)`,
							log,
						),
					),
				);
		}
		const method = conversation.waitingFor;
		const now = performance.now();
		const seconds = child.processorSeconds();
		if (method === undefined || seconds - worked > sign || child.wantsToRun()) {
			worked = seconds;
			alive = now;
			return;
		}
		if (now - alive > 1000 * stall && conversation.silence > 1000 * stall)
			conversation.fail(
				new CellEnding(
					"failed",
					withLog(
						`stalled: no message and no processor time for ${stall} s during ${method} (limits.stall)${hint(child)}`,
						log,
					),
				),
			);
	}, interval);
	timer.unref();
	return () => clearInterval(timer);
}

function hint(child: Child): string {
	return child.unfinishedLine
		? "; a line has begun and not ended: does each message end in a line break?"
		: "; is standard output flushed after each message?";
}

function gigabytes(bytes: number): string {
	return `${(bytes / 1e9).toPrecision(3)} GB`;
}
