/** A running outside sampler that has introduced itself, and the folders of its arrays. */
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CellEnding, messageOf } from "../../core/errors.js";
import { version } from "../../core/version.js";
import { createScratch, type Scratch } from "./arrays/scratch.js";
import { Child } from "./child/child.js";
import {
	Conversation,
	type Listener,
	type Params,
	Refusal,
	type Result,
	withLog,
} from "./child/conversation.js";
import { childEnvironment } from "./child/environment.js";
import { ChildLog } from "./child/log.js";
import { watch } from "./child/watch.js";
import type { ExternalOptions } from "./options.js";
import type { Introduction } from "./protocol/initialize.js";
import type { Method } from "./protocol/protocol.js";
import { protocolVersion, protocolVersions } from "./protocol/version.js";

export interface SessionSettings {
	readonly options: ExternalOptions;
	/** Folder of the suite. */
	readonly folder: string;
	readonly threads: number;
	readonly device: {
		readonly kind: "cpu" | "gpu";
		readonly name: string;
		readonly count: number;
	};
	/** Where the child's standard error goes. */
	log(text: string): void;
}

export class Session {
	readonly child: Child;
	readonly scratch: Scratch;
	readonly conversation: Conversation;
	readonly log: ChildLog;
	readonly limits: ExternalOptions["limits"];
	readonly command: readonly string[];
	readonly #unwatch: () => void;
	#closing: Promise<number> | undefined;

	/** Starts the program. */
	constructor({ options, folder, threads, log }: SessionSettings) {
		const { command, cwd, env, limits } = options;
		this.limits = limits;
		this.command = command;
		this.log = new ChildLog(log);
		this.scratch = createScratch(
			options.scratch === undefined
				? undefined
				: resolve(folder, options.scratch),
		);
		this.conversation = new Conversation(() => this.child, this.log);
		const { conversation } = this;
		this.child = new Child({
			command: command.map((word, index) =>
				index === 0 && /[\\/]/.test(word) ? resolve(folder, word) : word,
			),
			cwd: resolve(folder, cwd),
			env: childEnvironment(threads, env),
			log: this.log,
			line: (text) => conversation.take(text),
			broken: (error) =>
				conversation.fail(
					new CellEnding(
						"failed",
						withLog(`the sampler wrote ${error.message}`, this.log),
					),
				),
		});
		this.child.ended.then((how) => conversation.ended(how, this.child.started));
		this.#unwatch = watch(this.child, conversation, limits, this.log);
	}

	/** @throws CellEnding with the code and the message where the child refuses */
	async call<M extends Method>(
		method: M,
		params: Params<M>,
		listener?: Listener,
	): Promise<Result<M>> {
		try {
			return await this.conversation.call(method, params, listener);
		} catch (error) {
			throw this.#refused(method, error);
		}
	}

	/** The same, where the child need not know the method: undefined then. */
	async callIfKnown<M extends Method>(
		method: M,
		params: Params<M>,
	): Promise<Result<M> | undefined> {
		try {
			return await this.conversation.call(method, params);
		} catch (error) {
			if (error instanceof Refusal && error.code === "unsupported")
				return undefined;
			throw this.#refused(method, error);
		}
	}

	#refused(method: Method, error: unknown): unknown {
		if (!(error instanceof Refusal)) return error;
		const words = `${method}: ${error.code}: ${error.message}`;
		return new CellEnding("failed", withLog(words, this.log));
	}

	/**
	 * Ends the child politely, then not. Resolves when all that it started is gone.
	 * @returns how many processes had to be killed
	 */
	close(): Promise<number> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async #close(): Promise<number> {
		this.#unwatch();
		const { conversation, child, limits } = this;
		if (child.running && conversation.waitingFor === undefined) {
			const parting = conversation.call("shutdown", {}).catch(() => {});
			await Promise.race([
				parting.then(() => child.ended),
				child.ended,
				pause(Math.min(2000, 1000 * limits.grace), undefined, { ref: false }),
			]);
		}
		conversation.close();
		const killed = await child.end(limits.grace);
		this.scratch.remove();
		return killed;
	}
}

/**
 * Starts a program and lets it introduce itself.
 * @throws CellEnding with a sentence; nothing is left running then
 */
export async function openSession(
	settings: SessionSettings,
): Promise<{ readonly session: Session; readonly about: Introduction }> {
	const session = new Session(settings);
	try {
		const { options, threads, device } = settings;
		const about = await session.call("initialize", {
			protocol: protocolVersion,
			latticebench: version,
			threads,
			device,
			precision: options.precision,
			options: options.options,
		});
		const { first, last } = protocolVersions;
		if (about.protocol < first || about.protocol > last)
			throw new CellEnding(
				"failed",
				`the sampler speaks protocol ${about.protocol}; expected ${first === last ? first : `${first} to ${last}`}`,
			);
		return { session, about };
	} catch (error) {
		await session.close();
		throw error instanceof CellEnding
			? error
			: new CellEnding("failed", messageOf(error));
	}
}
