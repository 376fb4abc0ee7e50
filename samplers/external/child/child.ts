/**
 * The child process: its streams, its end, and the end of all that it has started. It stays in the
 * process group of the cell, whose processor time is counted and which is ended as a whole. A marker in
 * its environment finds those that left the group or lost their parent.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../core/errors.js";
import {
	family,
	processorSecondsOf,
	residentBytes,
	wantToRun,
	withVariable,
} from "../../../core/process-table.js";
import { longestLine } from "../protocol/version.js";
import { LineReader } from "./line-reader.js";
import type { ChildLog } from "./log.js";

const marker = "LATTICEBENCH_SAMPLER";
/** Milliseconds in which output may still arrive after the end. */
const lastWords = 300;
/** Milliseconds between looks at processes that should end. */
const look = 50;
/** Milliseconds for which the family of the child is taken as known. */
const lookUp = 200;

export interface ChildSettings {
	readonly command: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly log: ChildLog;
	/** Gets every line of standard output. */
	line(text: string): void;
	/** Gets what breaks the stream itself. */
	broken(error: Error): void;
}

export class Child {
	/** How it ended, in words: "ended with status 3". */
	readonly ended: Promise<string>;
	readonly #process: ChildProcess;
	readonly #assignment: string;
	readonly #reader: LineReader;
	#over = false;
	#known: readonly number[] = [];
	#lookedUp = Number.NEGATIVE_INFINITY;

	constructor(settings: ChildSettings) {
		const { command, cwd, env, log } = settings;
		const [program = "", ...rest] = command;
		const mark = randomUUID();
		this.#assignment = `${marker}=${mark}`;
		const child = spawn(program, rest, {
			cwd,
			env: { ...env, [marker]: mark },
			stdio: ["pipe", "pipe", "pipe"],
			windowsHide: true,
		});
		this.#process = child;
		this.#reader = new LineReader(longestLine, settings.line);
		child.stdout.on("data", (bytes: Buffer) => {
			try {
				this.#reader.add(bytes);
			} catch (error) {
				settings.broken(
					error instanceof Error ? error : new Error(messageOf(error)),
				);
			}
		});
		child.stderr.setEncoding("utf8");
		child.stderr.on("data", (text: string) => log.add(text));
		// The end of the child is told by its exit, not by the pipe.
		child.stdin.on("error", () => {});
		this.ended = new Promise((resolve) => {
			child.on("error", (error) => {
				this.#over = true;
				resolve(`could not be started: ${whyNotStarted(error, program, cwd)}`);
			});
			child.on("exit", (status, signal) => {
				this.#over = true;
				const how =
					signal === null
						? `ended with status ${status}`
						: `was ended by ${signal}${signal === "SIGKILL" ? ", as the system does when memory is short" : ""}`;
				// Something that it started may hold the pipes open.
				const timer = setTimeout(() => resolve(how), lastWords);
				child.on("close", () => {
					clearTimeout(timer);
					resolve(how);
				});
			});
		});
	}

	/** Whether the system found and ran it. */
	get started(): boolean {
		return this.#process.pid !== undefined;
	}

	get running(): boolean {
		return !this.#over;
	}

	/** Whether a line has begun and not ended. */
	get unfinishedLine(): boolean {
		return this.#reader.pending;
	}

	write(line: string): void {
		if (this.#process.stdin?.writable) this.#process.stdin.write(`${line}\n`);
	}

	/** Processor time of it and of all below it so far, in seconds; 0 where the system does not tell. */
	processorSeconds(): number {
		return processorSecondsOf(this.#family());
	}

	/** Looked up anew a few times a second, as that costs more than reading their times. */
	#family(): readonly number[] {
		const { pid } = this.#process;
		if (pid === undefined) return [];
		if (performance.now() - this.#lookedUp > lookUp) {
			this.#known = family(pid);
			this.#lookedUp = performance.now();
		}
		return this.#known;
	}

	/** Whether a process is it or below it. */
	includes(id: number): boolean {
		const { pid } = this.#process;
		return pid !== undefined && family(pid).includes(id);
	}

	/** Whether it, or what it started, wants to run at this moment. */
	wantsToRun(): boolean {
		const { pid } = this.#process;
		return pid !== undefined && wantToRun(family(pid));
	}

	residentBytes(): number {
		const { pid } = this.#process;
		if (pid === undefined) return 0;
		return family(pid).reduce((sum, id) => sum + residentBytes(id), 0);
	}

	/**
	 * Ends it and all that it started: SIGTERM, and SIGKILL after the grace.
	 * @param grace in seconds
	 * @returns how many had to be killed
	 */
	async end(grace: number): Promise<number> {
		this.#process.stdin?.destroy();
		this.#signal("SIGTERM");
		const deadline = performance.now() + 1000 * grace;
		while (this.#members().length > 0 && performance.now() < deadline)
			await pause(look);
		const killed = this.#members().length;
		if (killed > 0) this.#signal("SIGKILL");
		this.#process.stdout?.destroy();
		this.#process.stderr?.destroy();
		if (!this.#over) await this.ended;
		return killed;
	}

	/** Processes that are still there. */
	#members(): readonly number[] {
		const { pid } = this.#process;
		const own = this.#over || pid === undefined ? [] : family(pid);
		return [...new Set([...own, ...withVariable(this.#assignment)])];
	}

	#signal(name: NodeJS.Signals): void {
		for (const id of this.#members()) {
			try {
				process.kill(id, name);
			} catch {
				// It has just ended.
			}
		}
	}
}

function whyNotStarted(
	error: NodeJS.ErrnoException,
	program: string,
	cwd: string,
): string {
	if (error.code === "EACCES") return `${program} is not executable`;
	if (error.code !== "ENOENT") return messageOf(error);
	return existsSync(cwd)
		? `there is no program ${program}`
		: `there is no folder ${cwd}`;
}
