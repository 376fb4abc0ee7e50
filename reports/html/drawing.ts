/**
 * Static pictures, drawn on a thread of their own. Vega takes as long to load and draw as the rest
 * of a report, and nothing else needs it. The thread serves all reports of the process and does not
 * keep the process alive.
 */
import { Worker } from "node:worker_threads";
import type { Emptied } from "../draw/templates.js";
import { mostSeconds } from "../draw/time-limit.js";

/** A picture of a page, with the id of its element and a description in words. */
export interface Sketch {
	readonly id: string;
	readonly emptied: Emptied;
	readonly description: string;
}

export type Question =
	| {
			readonly kind: "pictures";
			readonly sketches: readonly Sketch[];
			readonly limit: number;
	  }
	| { readonly kind: "templates"; readonly keys: readonly string[] };

export interface Answer {
	readonly number: number;
	/** Undefined for pictures beyond the limit. */
	readonly texts?: readonly (string | undefined)[];
	readonly error?: string;
}

interface Waiting {
	resolve(texts: readonly (string | undefined)[]): void;
	reject(error: Error): void;
}

let worker: Worker | undefined;
let asked = 0;
const waiting = new Map<number, Waiting>();

/** Starts loading Vega on its thread. Callers that read records first gain this time. */
export function prepareDrawing(): void {
	running();
}

/**
 * SVG of the sketches in order, as long as they need at most `limit` characters together.
 * @throws Error where it takes longer than `seconds`
 */
export function drawPictures(
	sketches: readonly Sketch[],
	limit: number,
	seconds = mostSeconds,
): Promise<readonly (string | undefined)[]> {
	return ask({ kind: "pictures", sketches, limit }, seconds);
}

/** JSON of the templates that Vega-Lite compiles from emptied specifications. */
export async function compiledTemplates(
	keys: readonly string[],
): Promise<readonly string[]> {
	const texts = await ask({ kind: "templates", keys }, mostSeconds);
	return texts.flatMap((text) => text ?? []);
}

function ask(
	question: Question,
	seconds: number,
): Promise<readonly (string | undefined)[]> {
	const thread = running();
	const number = asked++;
	return new Promise((resolve, reject) => {
		// A drawing that never ends holds its thread, so the thread goes, and with it all that waits for it.
		const timer = setTimeout(() => {
			abandon(thread, new Error(`drawing took longer than ${seconds} s`));
			thread.terminate();
		}, 1000 * seconds);
		const done =
			<A>(settle: (answer: A) => void) =>
			(answer: A): void => {
				clearTimeout(timer);
				settle(answer);
			};
		waiting.set(number, { resolve: done(resolve), reject: done(reject) });
		thread.ref();
		thread.postMessage({ number, question });
	});
}

/** The next question gets a thread of its own. One that was given up already has none waiting. */
function abandon(thread: Worker, error: Error): void {
	if (worker !== thread) return;
	worker = undefined;
	for (const job of waiting.values()) job.reject(error);
	waiting.clear();
}

function running(): Worker {
	if (worker !== undefined) return worker;
	const thread = new Worker(new URL("./drawing-worker.js", import.meta.url));
	worker = thread;
	thread.on("message", ({ number, texts, error }: Answer) => {
		const job = waiting.get(number);
		waiting.delete(number);
		if (waiting.size === 0) thread.unref();
		if (texts === undefined) job?.reject(new Error(error));
		else job?.resolve(texts);
	});
	thread.on("error", (error) => abandon(thread, error));
	thread.on("exit", (code) =>
		abandon(thread, new Error(`drawing ended with ${code}`)),
	);
	// This comes after the listeners, because adding one for messages would hold the process again.
	thread.unref();
	return thread;
}
