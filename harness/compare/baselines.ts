/**
 * Named baselines as plain files fit for git: <folder>/<name>/records.jsonl with what a comparison
 * needs, keys and lines in a fixed order so that a change shows as a change, and the suite beside it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import canonicalize from "canonicalize";
import { InputError, messageOf } from "../../core/errors.js";
import { makeFolder, writeAtomic } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";

export const defaultBaselines = ".latticebench/baselines";

const validName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Folder of a baseline; undefined if the name could not be one. */
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
 * Writes a baseline, in place of one of the same name.
 * @returns its folder
 * @throws InputError for a name that is no file name, or a folder that cannot be written
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

/** Without what no comparison reads: histories, chart data, the command line with its paths. */
export function trim(record: BenchRecord): BenchRecord {
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
