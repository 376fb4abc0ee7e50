/**
 * Figures, drawn on a thread of their own. A specification may ask for a drawing that never ends; it is
 * given up after a while. Until then the process still hears an interrupt.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { InputError } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";
import { mostSeconds } from "../draw/time-limit.js";
import type { FigureFile, FigureOptions } from "../figures.js";

export interface FigureWork {
	readonly records: readonly BenchRecord[];
	readonly options: FigureOptions;
}

export type FigureAnswer =
	| { readonly kind: "file"; readonly file: FigureFile }
	| { readonly kind: "done" }
	| {
			readonly kind: "error";
			readonly message: string;
			/** Whether it is the user's to mend. */
			readonly input: boolean;
	  };

/**
 * Yields all files, one picture after another, so that the caller can write them as they come.
 * @param seconds limit for one file
 * @throws InputError where a file takes longer, and what `renderFigures` throws
 */
export async function* drawFigures(
	records: readonly BenchRecord[],
	options: FigureOptions,
	seconds = mostSeconds,
): AsyncGenerator<FigureFile> {
	const workerData: FigureWork = { records, options };
	const thread = new Worker(new URL("./figure-worker.js", import.meta.url), {
		workerData,
	});
	try {
		for (;;) {
			const answer = await next(thread, seconds);
			if (answer.kind === "done") return;
			if (answer.kind === "error")
				throw answer.input
					? new InputError(answer.message)
					: new Error(answer.message);
			yield answer.file;
		}
	} finally {
		await thread.terminate();
	}
}

async function next(thread: Worker, seconds: number): Promise<FigureAnswer> {
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), 1000 * seconds);
	try {
		thread.postMessage("next");
		const [answer] = await once(thread, "message", { signal: limit.signal });
		return answer as FigureAnswer;
	} catch (error) {
		if (!limit.signal.aborted) throw error;
		throw new InputError(
			`a figure was given up after ${seconds} s; choose fewer rows, or other axes, with --spec`,
		);
	} finally {
		clearTimeout(timer);
	}
}
