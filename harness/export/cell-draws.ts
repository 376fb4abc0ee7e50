/**
 * Every stored measurement of a cell in the shape of ArviZ's InferenceData: a posterior with the
 * dimensions chain and draw, statistics of the sampler beside it, and what was asked as attributes
 * (https://python.arviz.org/en/stable/schema/schema.html). Weighted draws are one chain.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defined } from "../../core/elements.js";
import { readNpy } from "../../core/npy.js";
import type { BenchRecord } from "../../core/record.js";
import { historyName, weightsName } from "../store/series-files.js";

/** Arrays by name, each [chains, draws] in C order. */
export type Variables = ReadonlyMap<string, Float64Array>;

export interface CellDraws {
	readonly chains: number;
	/** In each chain. */
	readonly draws: number;
	/** Observables, by name. */
	readonly posterior: Variables;
	/** `accepted` (0 or 1), `energy_error` (ΔH), `log_weight` (−S − log q): those that the cell has. */
	readonly sampleStats: Variables;
	readonly attributes: Readonly<Record<string, string | number>>;
}

const statistics: Readonly<Record<string, string>> = {
	"accepted.npy": "accepted",
	"energy-change.npy": "energy_error",
	[weightsName]: "log_weight",
};

/**
 * @param run folder of the run
 * @returns a sentence that says why, where the cell left no measurements
 * @throws InputError if a file of the cell cannot be read
 */
export async function readCellDraws(
	run: string,
	record: BenchRecord,
): Promise<CellDraws | string> {
	const folder = join(run, "cells", record.key);
	const files = existsSync(folder) ? readdirSync(folder).sort() : [];
	const names = new Map(
		Object.keys(record.quantities ?? {}).map((name) => [
			historyName(name),
			name,
		]),
	);
	const posterior = new Map<string, Float64Array>();
	const sampleStats = new Map<string, Float64Array>();
	let extents: readonly number[] | undefined;
	for (const file of files) {
		const [, plain] = /^history-(.+)\.npy$/.exec(file) ?? [];
		const statistic = statistics[file];
		if (plain === undefined && statistic === undefined) continue;
		const { shape, data } = await readNpy(join(folder, file));
		extents ??= shape;
		if (shape.join() !== extents.join())
			return `${file} has other extents than the other measurements`;
		const values = Float64Array.from(data);
		if (statistic !== undefined) sampleStats.set(statistic, values);
		else posterior.set(names.get(file) ?? plain ?? file, values);
	}
	if (extents === undefined || posterior.size === 0)
		return record.status === "completed"
			? "its folder holds no measurements"
			: `${record.status}: ${record.reason ?? "no reason is known"}`;
	const draws = extents.at(-1) ?? 0;
	const chains = extents.length > 1 ? (extents[0] ?? 1) : 1;
	return {
		chains,
		draws,
		posterior,
		sampleStats,
		attributes: attributesOf(record),
	};
}

function attributesOf(record: BenchRecord): Record<string, string | number> {
	const { action, sampler, environment, estimators = {} } = record;
	return {
		key: record.key,
		suite: record.suite,
		target: action.label,
		action: action.name,
		lattice: action.shape.join("x"),
		parameters: JSON.stringify(action.parameters),
		sampler: sampler.label,
		inference_library: sampler.name,
		options: JSON.stringify(sampler.options),
		seed: record.seed,
		status: record.status,
		estimators: Object.keys(estimators).join(" "),
		created_by:
			`latticebench ${environment?.versions.latticebench ?? ""}`.trim(),
		...(environment === undefined
			? {}
			: { created_at: environment.startedAt, device: environment.device.name }),
		...defined({ commit: environment?.commit }),
	};
}
