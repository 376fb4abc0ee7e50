/** What the tests on a real Slurm share. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchRecord } from "../../core/record.js";
import { recordsOf } from "../support/command.js";
import { cli, sampler } from "../support/paths.js";
import type { Cluster } from "./cluster.js";

export type Check = (claim: string, holds: boolean, detail?: string) => void;

export interface Counts {
	readonly passed: number;
	readonly failed: number;
}

/** Prints each claim with whether it holds, and counts. */
export function createChecks() {
	const counts = { passed: 0, failed: 0 };
	const check: Check = (claim, holds, detail = "") => {
		counts[holds ? "passed" : "failed"]++;
		console.log(
			`${holds ? "ok    " : "FAILED"} ${claim}${detail && `: ${detail}`}`,
		);
	};
	return { check, counts };
}

export interface Said {
	readonly status: number;
	readonly text: string;
}

/** Calls the command line inside the cluster. */
export function call(
	{ env }: Cluster,
	args: readonly string[],
	program: readonly string[] = [process.execPath, cli],
	cwd?: string,
): Promise<Said> {
	const [file = "", ...first] = program;
	return new Promise((resolve) => {
		execFile(
			file,
			[...first, ...args],
			{ cwd, env: { ...env, NO_COLOR: "1" }, timeout: 600_000 },
			(error, stdout, stderr) => {
				const code = error?.code;
				const status =
					error === null ? 0 : typeof code === "number" ? code : -1;
				resolve({ status, text: stdout + stderr });
			},
		);
	});
}

export interface Sampler {
	readonly label: string;
	readonly options?: Readonly<Record<string, string | number>>;
	readonly seeds?: readonly number[];
}

/** Writes a suite of one free field and some of the Gaussian samplers of the other tests. */
export function writeSuite(
	folder: string,
	samplers: readonly Sampler[],
	more: Readonly<Record<string, unknown>> = {},
): string {
	mkdirSync(folder, { recursive: true });
	const path = join(folder, "suite.yaml");
	const suite = {
		title: "on a cluster",
		targets: [
			{
				action: "free-field",
				label: "free",
				shape: [3],
				parameters: { m2: 1 },
			},
		],
		samplers: samplers.map((entry) => ({ sampler, ...entry })),
		draws: 2000,
		// Nothing here depends on the clock.
		measure: { seconds: "1 ms" },
		...more,
	};
	writeFileSync(path, JSON.stringify(suite));
	return path;
}

/** Waits until a condition holds. @returns whether it does */
export async function until(
	holds: () => boolean,
	seconds: number,
): Promise<boolean> {
	const end = Date.now() + 1000 * seconds;
	while (!holds()) {
		if (Date.now() > end) return false;
		await sleep(250);
	}
	return true;
}

/** Waits until the only cell of a run is in the middle of its preparation. @returns whether it is */
export function inPreparation(out: string): Promise<boolean> {
	const [key = ""] = (
		JSON.parse(readFileSync(join(out, "plan.json"), "utf8")) as {
			cells: { key: string }[];
		}
	).cells.map((cell) => cell.key);
	return until(() => {
		try {
			const trail = readFileSync(join(out, "cells", key, "trail.json"), "utf8");
			return trail.includes('"step"');
		} catch {
			return false;
		}
	}, 120);
}

/** What the tasks of all submissions of a run have printed. */
export function logsOf(out: string): readonly string[] {
	const slurm = join(out, "slurm");
	return readdirSync(slurm, { recursive: true, encoding: "utf8" })
		.filter((name) => /array-\d+-\d+\.log$/.test(name))
		.map((name) => readFileSync(join(slurm, name), "utf8"));
}

/** Waits until Slurm has nothing left to do. */
export function empty(cluster: Cluster, seconds: number): Promise<boolean> {
	return until(() => {
		try {
			return cluster.ask("squeue", "-h") === "";
		} catch {
			// The controller is being restarted.
			return false;
		}
	}, seconds);
}

/** The numbers of records that do not depend on the clock, by cell. */
export function numbersOf(folder: string): ReadonlyMap<string, string> {
	return new Map(
		recordsOf(folder).map((record: BenchRecord) => {
			const { sampler: one, seed, status, estimators, checks } = record;
			return [
				`${one.label} ${seed}`,
				JSON.stringify([status, estimators, checks]),
			];
		}),
	);
}
