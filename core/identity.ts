/**
 * Keys that say which records belong together: what was asked, which sampler answered, and on which
 * hardware. Equal keys mean equal questions. Nothing else may be read from a key.
 */
import type { BenchRecord, Environment } from "./record.js";

export function targetKey(record: BenchRecord): string {
	return keyOf(record.action, ({ name, label, shape, parameters, module }) => {
		return [name, label, shape, parameters, ...codeOf(module)];
	});
}

/** The label alone is not enough: merged runs may use one label for different options, budgets or numbers of draws. */
export function questionKey(record: BenchRecord): string {
	return keyOf(record, ({ sampler, draws, budget }) => {
		const { name, label, options, module, files = [] } = sampler;
		const contents = files.map(({ sha256 }) => sha256);
		return [
			name,
			label,
			options,
			draws,
			budget,
			...codeOf(module),
			...contents,
		];
	});
}

/** Who gave an answer: seeds of equal keys are repetitions of one experiment, by one version of the program. */
export function samplerKey(record: BenchRecord): string {
	const version = programOf(record);
	return version === undefined
		? questionKey(record)
		: `${questionKey(record)} ${version}`;
}

/**
 * Which program answered: its version and commit, with a + where the working tree had changes.
 * Undefined of a cell that ended before it could tell.
 */
export function programOf({ environment }: BenchRecord): string | undefined {
	if (environment === undefined) return undefined;
	const { versions, commit, dirty } = environment;
	return [
		versions.latticebench ?? "unknown",
		...(commit === undefined ? [] : [commit + (dirty === true ? "+" : "")]),
	].join(" ");
}

/**
 * Hardware that timings belong to. Device, processor and threads in use count; the backend and
 * the versions do not, they are part of what is compared.
 */
export function hardwareKey(environment: Environment | undefined): string {
	if (environment === undefined) return "unknown";
	return keyOf(environment, ({ device, cpu, cores, threads }) => {
		return [device, cpu, cores, threads];
	});
}

/** The newest record of each question on each hardware, in the order in which they first appear. */
export function latestRecords(records: readonly BenchRecord[]): BenchRecord[] {
	return newestBy(
		records,
		(record) => `${record.key} ${hardwareKey(record.environment)}`,
	);
}

/** The newest record of each group; among equally old ones the last. */
export function newestBy(
	records: readonly BenchRecord[],
	key: (record: BenchRecord) => string,
): BenchRecord[] {
	const newest = new Map<string, BenchRecord>();
	for (const record of records) {
		const name = key(record);
		const other = newest.get(name);
		const time = record.environment?.startedAt ?? "";
		if (other === undefined || time >= (other.environment?.startedAt ?? ""))
			newest.set(name, record);
	}
	return [...newest.values()];
}

/** Code that is not built in is part of the question, wherever it lies. */
function codeOf(module: BenchRecord["action"]["module"]): string[] {
	return module === undefined ? [] : [module.sha256];
}

const keys = new WeakMap<object, string>();

/** Of parts of records, which never change; reports ask for each many times. */
function keyOf<T extends object>(part: T, asked: (part: T) => unknown): string {
	const key = keys.get(part) ?? stableJson(asked(part));
	keys.set(part, key);
	return key;
}

/** JSON with sorted keys, so that equal questions have equal keys. */
export function stableJson(value: unknown): string {
	return JSON.stringify(value, (_, inner: unknown) =>
		inner !== null && typeof inner === "object" && !Array.isArray(inner)
			? Object.fromEntries(
					Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
				)
			: inner,
	);
}
