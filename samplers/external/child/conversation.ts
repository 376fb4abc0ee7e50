/**
 * Requests and answers, one at a time. Whatever goes wrong on the other side ends the conversation with
 * one sentence: a wrong message, an end of the process, silence, memory.
 */

import type { z } from "zod";
import { element } from "../../../core/elements.js";
import { CellEnding, messageOf } from "../../../core/errors.js";
import type { ErrorCode } from "../protocol/errors.js";
import { methods } from "../protocol/protocol.js";
import type { Child } from "./child.js";
import { NotAMessage, parseLine } from "./line.js";
import type { ChildLog } from "./log.js";

type Methods = typeof methods;
export type Params<M extends keyof Methods> = z.input<Methods[M]["params"]>;
export type Result<M extends keyof Methods> = z.output<Methods[M]["result"]>;

/** The child answered with an error. */
export class Refusal extends Error {
	override readonly name = "Refusal";
	readonly code: ErrorCode;
	constructor(code: ErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}

/** What the child says while a request is open. */
export interface Listener {
	progress?(numbers: Readonly<Record<string, unknown>>): void;
	done?(): void;
}

interface Open {
	readonly id: number;
	readonly method: string;
	readonly listener: Listener;
	resolve(result: unknown): void;
	reject(error: Error): void;
	done: boolean;
}

export class Conversation {
	readonly #child: () => Child;
	readonly #log: ChildLog;
	#open: Open | undefined;
	#next = 1;
	#failure: Error | undefined;
	#introduced = false;
	/** Of the last message, in milliseconds. */
	#heard = performance.now();

	/** @param child exists once the conversation begins */
	constructor(child: () => Child, log: ChildLog) {
		this.#child = child;
		this.#log = log;
	}

	/** Milliseconds since the last message or request. */
	get silence(): number {
		return performance.now() - this.#heard;
	}

	/** The method of the open request. */
	get waitingFor(): string | undefined {
		return this.#open?.method;
	}

	/** Lets the process end without that being a failure. */
	close(): void {
		this.#failure ??= new Error("the conversation is over");
	}

	/**
	 * @throws Refusal if the child answers with an error; CellEnding where it breaks the protocol or ends
	 */
	async call<M extends keyof Methods>(
		method: M,
		params: Params<M>,
		listener: Listener = {},
	): Promise<Result<M>> {
		const answer = await this.#ask(method, params, listener);
		const parsed = methods[method].result.safeParse(answer);
		if (parsed.success) {
			if (method === "initialize") this.#introduced = true;
			return parsed.data as Result<M>;
		}
		const { path, message } = element(parsed.error.issues, 0);
		const failure = this.#ending(
			`its answer to ${method} is wrong: ${path.join(".")}: ${message}`,
		);
		this.fail(failure);
		throw failure;
	}

	/** A method that may not exist. @throws Refusal if the child answers with an error */
	callUnknown(method: string): Promise<unknown> {
		return this.#ask(method, {}, {});
	}

	#ask(method: string, params: unknown, listener: Listener): Promise<unknown> {
		if (this.#failure !== undefined) return Promise.reject(this.#failure);
		const id = this.#next++;
		const answer = new Promise<unknown>((resolve, reject) => {
			this.#open = { id, method, listener, resolve, reject, done: false };
		});
		this.#heard = performance.now();
		this.#child().write(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
		return answer;
	}

	notify(method: "stop"): void {
		this.#child().write(JSON.stringify({ jsonrpc: "2.0", method, params: {} }));
	}

	/** Ends the conversation: the open request fails with this, and so does every further one. */
	fail(error: Error): void {
		this.#failure ??= error;
		const open = this.#open;
		this.#open = undefined;
		open?.reject(this.#failure);
	}

	/** The process has ended. @param how in words; @param started whether it ever ran */
	ended(how: string, started: boolean): void {
		const { method } = this.#open ?? {};
		const when =
			method === undefined || !started ? "" : ` before it answered ${method}`;
		this.fail(this.#ending(`the sampler ${how}${when}`));
	}

	/** A line of standard output. */
	take(text: string): void {
		this.#heard = performance.now();
		try {
			this.#receive(parseLine(text));
		} catch (error) {
			if (error instanceof NotAMessage && !this.#introduced) {
				this.#log.note(
					`on standard output, before initialize was answered: ${text}`,
				);
				return;
			}
			this.fail(
				this.#ending(
					error instanceof NotAMessage
						? `the sampler printed ${JSON.stringify(text.slice(0, 120))} on standard output, which is for messages alone; print on standard error`
						: `the sampler sent ${messageOf(error)}`,
				),
			);
		}
	}

	#receive(line: ReturnType<typeof parseLine>): void {
		const open = this.#open;
		if ("method" in line) {
			this.#notified(line.method, line.params);
			return;
		}
		if (open === undefined || line.id !== open.id)
			throw new Error(
				`an answer to request ${line.id}, ${open === undefined ? "and none is open" : `while ${open.id} is open`}`,
			);
		this.#open = undefined;
		if ("error" in line)
			open.reject(new Refusal(line.error.code, line.error.message));
		else open.resolve(line.result);
	}

	#notified(method: string, params: Readonly<Record<string, unknown>>): void {
		const open = this.#open;
		if (method === "progress") open?.listener.progress?.(params);
		else if (method === "log") this.#log.note(String(params.text));
		else if (method === "done" && open !== undefined && !open.done) {
			if (params.id !== open.id)
				throw new Error(
					`done for request ${String(params.id)} while ${open.id} is open`,
				);
			open.done = true;
			open.listener.done?.();
		}
		// Others belong to later versions.
	}

	#ending(sentence: string): CellEnding {
		return new CellEnding("failed", withLog(sentence, this.#log));
	}
}

/** A reason with the last lines of the log. */
export function withLog(sentence: string, log: ChildLog): string {
	return log.tail === ""
		? sentence
		: `${sentence}; the last lines of its log:\n${log.tail}`;
}
