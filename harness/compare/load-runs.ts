/**
 * Loads runs to compare from disk: the folder of a run, a records file, a folder with several runs
 * (sessions of one version), or the name of a baseline. Anything unreadable is an error, because a
 * comparison with nothing must never be green.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../core/errors.js";
import { causeOf } from "../../core/file-errors.js";
import type { BenchRecord } from "../../core/record.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import { parseRecord } from "../store/parse-record.js";
import { baselineNames, baselinePath } from "./baselines.js";
import type { RunSummary } from "./finding.js";

const recordsName = "records.jsonl";

export interface Runs {
	/** As the user wrote it. */
	readonly name: string;
	readonly records: readonly BenchRecord[];
	/** Resolved suite of the last run, with which it can be run again. */
	readonly suite?: string;
}

/**
 * @param name path, or name of a baseline in `baselines`
 * @throws InputError if there is nothing, or something that is no record
 */
export function loadRuns(name: string, baselines: string): Runs {
	const path = locate(name, baselines);
	const files = statSync(path).isDirectory() ? recordFiles(path) : [path];
	const records = files.flatMap(readRecordsFile);
	if (records.length === 0) {
		throw new InputError(`${name}: no records in ${files.join(", ")}`);
	}
	const suites = files
		.map((file) => join(file, "..", "suite.yaml"))
		.filter((file) => existsSync(file));
	const suite = suites.at(-1);
	return { name, records, ...(suite === undefined ? {} : { suite }) };
}

function locate(name: string, baselines: string): string {
	if (existsSync(name)) return name;
	const stored = baselinePath(baselines, name);
	if (stored !== undefined && existsSync(stored)) return stored;
	const names = baselineNames(baselines);
	const known =
		names.length === 0
			? `no baselines in ${baselines}`
			: `baselines: ${names.join(", ")}${suggestion(name, names)}`;
	throw new InputError(
		`${name}: expected the folder of a run, a ${recordsName} file or the name of a baseline (${known})`,
	);
}

function recordFiles(folder: string): string[] {
	const own = join(folder, recordsName);
	if (existsSync(own)) return [own];
	const inside = readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => join(folder, entry.name, recordsName))
		.filter((file) => existsSync(file))
		.sort();
	if (inside.length > 0) return inside;
	throw new InputError(
		`${folder}: no ${recordsName} in it or one level below; expected the folder of a run, or of several`,
	);
}

function readRecordsFile(path: string): BenchRecord[] {
	let text: string;
	try {
		text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
	} catch (error) {
		throw new InputError(`${path}: cannot be read: ${causeOf(error)}`);
	}
	const lines = text.split("\n");
	if (lines.at(-1) === "") lines.pop();
	return lines.map((line, index) =>
		parseRecord(line, `${path}:${index + 1}`, "mend or remove that line"),
	);
}

/** A summary of the runs as a whole. */
export function summarize({ name, records }: Runs): RunSummary {
	const environments = records.flatMap((record) => record.environment ?? []);
	const commits = environments.flatMap(({ commit, dirty }) =>
		commit === undefined
			? []
			: [`${commit.slice(0, 12)}${dirty === true ? "+changes" : ""}`],
	);
	const [startedAt] = environments.map((entry) => entry.startedAt).sort();
	return {
		name,
		records: records.length,
		sessions: new Set(environments.map((entry) => entry.session)).size,
		commits: [...new Set(commits)],
		...(startedAt === undefined ? {} : { startedAt }),
	};
}
