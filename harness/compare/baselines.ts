/**
 * Named baselines as plain files for git: <folder>/<name>/records.jsonl with the data that a
 * comparison needs, and the suite beside it. Keys and lines have a fixed order, so a diff shows
 * exactly what changed.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import canonicalize from "canonicalize";
import { InputError, messageOf } from "../../core/errors.js";
import { makeFolder, writeAtomic } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";

export const defaultBaselines = ".latticebench/baselines";

const validName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Folder of a baseline. Undefined if the name is not allowed. */
export function baselinePath(folder: string, name: string): string | undefined {
	return validName.test(name) ? join(folder, name) : undefined;
}

/** Names of the stored baselines, sorted. */
export function baselineNames(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name)
		.filter((name) => existsSync(join(folder, name, "records.jsonl")))
		.sort();
}

/**
 * Writes a baseline and replaces one with the same name.
 * @returns its folder
 * @throws InputError if the name is no file name, or if the folder cannot be written
 */
export async function saveBaseline(
	folder: string,
	name: string,
	records: readonly BenchRecord[],
	suite?: string,
): Promise<string> {
	const path = baselinePath(folder, name);
	if (path === undefined) {
		throw new InputError(
			`'${name}' cannot name a baseline; expected letters, digits, dots, dashes and underscores`,
		);
	}
	const lines = records.map((record) => `${canonicalize(trim(record))}\n`);
	const order = records
		.map((record, index) => ({ sort: orderOf(record), line: lines[index] }))
		.sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0));
	try {
		makeFolder(path);
		await writeAtomic(
			join(path, "records.jsonl"),
			order.map(({ line }) => line).join(""),
		);
		if (suite !== undefined) {
			await writeAtomic(join(path, "suite.yaml"), readFileSync(suite, "utf8"));
		}
	} catch (error) {
		throw new InputError(`${path}: cannot be written: ${messageOf(error)}`);
	}
	return path;
}

function orderOf(record: BenchRecord): string {
	const { action, sampler, seed, environment, key } = record;
	return JSON.stringify([
		action.label,
		sampler.label,
		String(seed).padStart(16, "0"),
		environment?.startedAt ?? "",
		key,
	]);
}

/** Removes what no comparison reads: histories, chart data, the command line with its paths. */
function trim(record: BenchRecord): BenchRecord {
	const { history: _history, diagnostics, environment, ...rest } = record;
	return {
		...rest,
		...(diagnostics?.lnTauReplicas === undefined
			? {}
			: { diagnostics: { lnTauReplicas: diagnostics.lnTauReplicas } }),
		...(environment === undefined
			? {}
			: { environment: { ...environment, argv: [] } }),
	};
}
