/** The thread of figure-thread.ts: one file for each request. */
import { parentPort, workerData } from "node:worker_threads";
import { InputError, messageOf } from "../../core/errors.js";
import { renderFigures } from "../figures.js";
import type { FigureAnswer, FigureWork } from "./figure-thread.js";

const { records, options } = workerData as FigureWork;
const files = renderFigures(records, options);

parentPort?.on("message", async () => {
	parentPort?.postMessage(await answer());
});

async function answer(): Promise<FigureAnswer> {
	try {
		const { value, done } = await files.next();
		return done === true ? { kind: "done" } : { kind: "file", file: value };
	} catch (error) {
		const input = error instanceof InputError;
		const stack = error instanceof Error ? error.stack : undefined;
		const message = input ? messageOf(error) : (stack ?? messageOf(error));
		return { kind: "error", message, input };
	}
}
