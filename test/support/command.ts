/** The command line: in a process of its own, as users start it, or as a call, which says the same sooner. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Program from "../../cli/program.js";
import type { BenchRecord } from "../../core/record.js";
import { cli, program, sampler } from "./paths.js";

export interface Finished {
	readonly status: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface Running {
	readonly process: ChildProcess;
	/** Resolves when the output on standard error matches; rejects when the process ends before. */
	saw(pattern: RegExp): Promise<void>;
	readonly finished: Promise<Finished>;
}

/** @param wrapper a program to start the command with, such as a shell with limits */
export function start(
	args: readonly string[],
	wrapper: readonly string[] = [],
): Running {
	const [program, ...rest] = [...wrapper, process.execPath, cli, ...args];
	const child = spawn(program, rest, {
		env: { ...process.env, NO_COLOR: "1" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let stdout = "";
	let stderr = "";
	const waiting = new Set<() => void>();
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		stderr += text;
		for (const look of waiting) look();
	});
	let ended = false;
	const finished = new Promise<Finished>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (status, signal) => {
			ended = true;
			for (const look of waiting) look();
			resolve({ status, signal, stdout, stderr });
		});
	});
	return {
		process: child,
		finished,
		saw: (pattern) =>
			new Promise((resolve, reject) => {
				const look = (): void => {
					if (pattern.test(stderr)) resolve();
					else if (ended)
						reject(new Error(`ended without ${String(pattern)}:\n${stderr}`));
					else return;
					waiting.delete(look);
				};
				waiting.add(look);
				look();
			}),
	};
}

type Write = typeof process.stdout.write;

/** Calls share the standard streams, so they come one after another. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Runs a command in this process, and the cells of a run too: for what does not depend on where cells run.
 * With a wrapper, it is a process that starts processes.
 */
export function run(
	args: readonly string[],
	wrapper: readonly string[] = [],
): Promise<Finished> {
	if (wrapper.length > 0) return start(args, wrapper).finished;
	const here = args[0] === "run" ? ["--executor", "inline"] : [];
	return runApart([...args, ...here]);
}

/** Runs a command in this process, and its cells in processes of their own. */
export function runApart(args: readonly string[]): Promise<Finished> {
	const called = before.then(() => call(args));
	before = called.catch(() => {});
	return called;
}

async function call(args: readonly string[]): Promise<Finished> {
	const { runProgram } = (await import(program)) as typeof Program;
	const { stdout, stderr, argv, exitCode, env } = process;
	const { NO_COLOR } = env;
	const written = { stdout: "", stderr: "" };
	const kept = [stdout.write, stderr.write] as const;
	const into =
		(name: keyof typeof written): Write =>
		(text: string | Uint8Array, ...rest: readonly unknown[]) => {
			written[name] += Buffer.from(text as string).toString();
			const done = rest.at(-1);
			if (typeof done === "function") done();
			return true;
		};
	try {
		stdout.write = into("stdout");
		stderr.write = into("stderr");
		process.argv = [process.execPath, cli, ...args];
		process.exitCode = undefined;
		env.NO_COLOR = "1";
		await runProgram(args);
		return { ...written, status: Number(process.exitCode ?? 0), signal: null };
	} finally {
		[stdout.write, stderr.write] = kept;
		process.argv = argv;
		process.exitCode = exitCode;
		if (NO_COLOR === undefined) delete env.NO_COLOR;
	}
}

/** A folder of its own for a test. */
export function scratch(): string {
	return mkdtempSync(join(tmpdir(), "latticebench-test-"));
}

/** Writes a suite of one free field and the Gaussian sampler with these options; returns its path. */
export function gaussianSuite(
	folder: string,
	options: Readonly<Record<string, number | string>> = {},
	more: Readonly<Record<string, unknown>> = {},
): string {
	const path = join(folder, "suite.yaml");
	const suite = {
		targets: [
			{
				action: "free-field",
				label: "free",
				shape: [3],
				parameters: { m2: 1 },
			},
		],
		samplers: [{ sampler, options }],
		draws: 2000,
		// Nothing here depends on the clock.
		measure: { seconds: "1 ms" },
		...more,
	};
	// JSON is YAML.
	writeFileSync(path, JSON.stringify(suite));
	return path;
}

export function recordsOf(folder: string): readonly BenchRecord[] {
	return readFileSync(join(folder, "records.jsonl"), "utf8")
		.trimEnd()
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as BenchRecord);
}
