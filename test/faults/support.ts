/** The run of 12 cells that all faults meet, and what is looked at afterwards. */
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isTemporary } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";
import type { Check } from "../slurm/support.js";
import { recordsOf, runApart } from "../support/command.js";
import { sampler } from "../support/paths.js";

export interface Settings {
	readonly kills: number;
	readonly seed: string;
}

export type Part = (
	folder: string,
	check: Check,
	settings: Settings,
) => Promise<void>;

/** A run that nobody disturbed. */
export interface Undisturbed {
	readonly records: readonly BenchRecord[];
	readonly out: string;
}

const cells = 12;

/**
 * Chains, flows that are evaluated with their draws, and a sampler of the tests that takes its time. Each
 * cell lasts a second or so and leaves a checkpoint when it is prepared.
 */
export function suiteIn(
	folder: string,
	more: Readonly<Record<string, unknown>> = {},
): string {
	mkdirSync(folder, { recursive: true });
	const path = join(folder, "suite.yaml");
	const suite = {
		title: "faults",
		targets: [
			{
				action: "free-field",
				label: "free",
				shape: [4, 4],
				parameters: { m2: 1 },
			},
		],
		samplers: [
			{
				sampler: "hmc",
				options: { chains: 4, trajectory: 1, stepSize: 0.25, thermalise: 100 },
			},
			{
				sampler: "realnvp",
				options: { layers: 4, hidden: [8], batch: 32 },
				budget: { steps: 100 },
			},
			{ sampler, label: "slow", options: { pause: 40, steps: 8 } },
		],
		seeds: Array.from({ length: cells / 3 }, (_, i) => i + 1),
		draws: 4000,
		// Nothing here depends on the clock.
		measure: { seconds: "1 ms" },
		...more,
	};
	writeFileSync(path, JSON.stringify(suite));
	return path;
}

/** What must be the same whatever happened: not times, and not facts that grow with draws for the clock. */
function numbersOf(
	{ key, status, estimators, checks, diagnostics, history }: BenchRecord,
	out: string,
): unknown {
	const values = history?.map(({ columns }) =>
		Object.entries(columns).filter(([name]) => !/second/i.test(name)),
	);
	const files = filesOf(join(out, "cells", key));
	return { key, status, estimators, checks, diagnostics, values, files };
}

/** Digests of histories and draws that a cell has left. */
function filesOf(folder: string): Readonly<Record<string, string>> {
	if (!existsSync(folder)) return {};
	const digest = (name: string) =>
		createHash("sha256")
			.update(readFileSync(join(folder, name)))
			.digest("hex");
	return Object.fromEntries(
		readdirSync(folder)
			.filter((name) => name.endsWith(".npy"))
			.map((name) => [name, digest(name)]),
	);
}

export async function undisturbed(
	suite: string,
	folder: string,
	check: Check,
): Promise<Undisturbed> {
	const out = join(folder, "undisturbed");
	await runApart(["run", suite, "--out", out, "--quiet"]);
	const records = recordsOf(out);
	check(
		`the undisturbed run has ${cells} records, all completed`,
		records.length === cells && isComplete(out),
	);
	return { records, out };
}

/** Whether every cell has its result. */
export function isComplete(out: string): boolean {
	const records = existsSync(join(out, "records.jsonl")) ? recordsOf(out) : [];
	return (
		records.filter(({ status }) => status === "completed").length === cells
	);
}

/** No record lost, doubled, torn or different, and nothing half written. */
export function looksLike(
	{ records: expected, out: model }: Undisturbed,
	out: string,
	check: Check,
	what: string,
): void {
	const found = existsSync(join(out, "records.jsonl")) ? recordsOf(out) : [];
	const keys = found.map(({ key }) => key);
	const lost = expected.filter(({ key }) => !keys.includes(key));
	const different = expected.filter((record) => {
		const other = found.find(({ key }) => key === record.key);
		return (
			other !== undefined &&
			!isDeepStrictEqual(numbersOf(other, out), numbersOf(record, model))
		);
	});
	check(
		`${what}: ${expected.length} records, none lost, doubled or different`,
		lost.length === 0 &&
			different.length === 0 &&
			keys.length === new Set(keys).size &&
			keys.length === expected.length,
		`${keys.length} records, ${lost.length} lost, ${keys.length - new Set(keys).size} doubled, ${different.length} different${different.map(({ sampler: { label }, seed }) => ` (${label} ${seed})`).join("")}`,
	);
	const halves = temporariesIn(out);
	check(`${what}: nothing half written`, halves.length === 0, halves.join(" "));
}

/** Names of temporary files in a run's folder. */
export function temporariesIn(out: string): readonly string[] {
	return readdirSync(out, { recursive: true, encoding: "utf8" }).filter(
		(name) => isTemporary(name),
	);
}

/** Whether a message is one sentence, and no stack of calls. */
export function isClear(text: string): boolean {
	return text.trim() !== "" && !/\n\s+at |node:internal|Error:/.test(text);
}
