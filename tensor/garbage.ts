/**
 * Counts the memory that threads share, and decides when to collect garbage. V8 does not count shared arrays
 * when it decides whether to collect, and every thread holds the arrays it received until it collects
 * itself. So one array of fields for each draw would stay until the process ends. Here each thread counts
 * them and collects beyond a stated number of bytes.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of shared arrays that a thread may have made or seen between two collections. */
const mostBytes = 2 ** 27;

type Collect = (options?: { readonly type: "minor" }) => void;

let collect: Collect | undefined;
let bytes = 0;
let rounds = 0;

/**
 * Counts shared arrays that this thread makes or is sent, and collects before they are too many.
 * @param young how many collections of new objects come before a whole one: they take a fifth of its time, and
 * find what came with messages
 */
export function countShared(more: number, young = 0): void {
	bytes += more;
	if (bytes <= mostBytes) return;
	bytes = 0;
	collect ??= collector();
	if (rounds++ % (young + 1) === young) collect();
	else collect({ type: "minor" });
}

function collector(): Collect {
	setFlagsFromString("--expose-gc");
	const found: unknown = runInNewContext("globalThis.gc");
	// Without it, the process is larger and nothing else changes.
	return typeof found === "function" ? (found as Collect) : () => {};
}

/** Bytes of the shared arrays in a job, and in the arrays and objects that it holds. */
export function sharedBytesOf(job: unknown, depth = 2): number {
	if (ArrayBuffer.isView(job))
		return job.buffer instanceof SharedArrayBuffer ? job.byteLength : 0;
	if (typeof job !== "object" || job === null || depth === 0) return 0;
	let sum = 0;
	for (const part of Object.values(job)) sum += sharedBytesOf(part, depth - 1);
	return sum;
}
