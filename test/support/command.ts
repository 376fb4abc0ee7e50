/** Starts the command line in a process of its own, as users do. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchRecord } from "../../core/record.js";
import { cli, sampler } from "./paths.js";

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

export function run(
	args: readonly string[],
	wrapper: readonly string[] = [],
): Promise<Finished> {
	return start(args, wrapper).finished;
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
