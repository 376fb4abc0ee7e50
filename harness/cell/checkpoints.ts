/**
 * Checkpoints of a cell on disk: cells/<key>/checkpoint-<n>/ with state.json and one .npy file for
 * each array. state.json is written last and renamed into place, so a folder that has it is
 * complete. Only then are older checkpoints removed.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { phases } from "../../core/cost.js";
import { writeAtomic } from "../../core/files.js";
import { readNpy, writeNpy } from "../../core/npy.js";
import type { Series } from "../../metrics/cell/evaluate.js";
import type { Checkpoint } from "../../samplers/sampler.js";
import type { Spent } from "./clock.js";
import type { ThinnedState } from "./thinned-draws.js";

/** Everything that a cell needs to continue in another process. */
export interface CellCheckpoint {
	/** Version of this program. Another version starts the cell again. */
	readonly version: string;
	readonly key: string;
	readonly spent: Spent;
	readonly sampler: Checkpoint;
	/** Number of files of fields written so far. */
	readonly fieldFiles: number;
	/** The measurements so far. Absent during preparation. */
	readonly series?: Series;
	/** For chains: the draws kept for other cells so far. */
	readonly thinned?: ThinnedState;
}

const work = z.strictObject({
	seconds: z.number(),
	action: z.number(),
	gradient: z.number(),
	coreSeconds: z.number().optional(),
	kernelSeconds: z.number().optional(),
	energyJoules: z.number().optional(),
});

const stateSchema = z.strictObject({
	version: z.string(),
	key: z.string(),
	spent: z.partialRecord(z.enum(phases), work),
	sampler: z.strictObject({
		sampler: z.string(),
		prepared: z.boolean(),
		state: z.record(z.string(), z.unknown()),
		arrays: z.array(z.string()),
	}),
	fieldFiles: z.number(),
	series: z
		.strictObject({
			kind: z.enum(["chains", "weighted"]),
			count: z.number(),
			chains: z.number(),
			columns: z.array(z.string()),
			extra: z.array(z.enum(["accepted", "energyChange", "logWeights"])),
		})
		.optional(),
	thinned: z
		.strictObject({
			stride: z.number(),
			length: z.number(),
			chains: z.number(),
		})
		.optional(),
});

const prefix = "checkpoint-";

function numbersIn(folder: string): readonly number[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => name.startsWith(prefix))
		.map((name) => Number(name.slice(prefix.length)))
		.sort((a, b) => a - b);
}

/** @throws if the disk refuses; the previous checkpoint is then still there */
export async function writeCheckpoint(
	folder: string,
	checkpoint: CellCheckpoint,
): Promise<void> {
	const earlier = numbersIn(folder);
	const path = join(folder, `${prefix}${(earlier.at(-1) ?? 0) + 1}`);
	const { sampler, series, thinned } = checkpoint;
	try {
		await mkdir(path, { recursive: true });
		const put = (name: string, data: Float32Array | Float64Array) =>
			writeNpy(join(path, `${name}.npy`), data, [data.length]);
		const arrays = Object.entries(sampler.arrays);
		for (const [index, [, data]] of arrays.entries())
			await put(`sampler-${index}`, data);
		const columns = Object.entries(series?.columns ?? {});
		for (const [index, [, data]] of columns.entries())
			await put(`series-${index}`, data);
		const extra = (["accepted", "energyChange", "logWeights"] as const).filter(
			(name) => series?.[name] !== undefined,
		);
		for (const name of extra) {
			const data = series?.[name];
			if (data !== undefined) await put(name, Float64Array.from(data));
		}
		if (thinned !== undefined) {
			await put("thinned-fields", thinned.fields);
			await put("thinned-action", thinned.action);
		}
		const state: z.input<typeof stateSchema> = {
			version: checkpoint.version,
			key: checkpoint.key,
			spent: checkpoint.spent,
			sampler: { ...sampler, arrays: arrays.map(([name]) => name) },
			fieldFiles: checkpoint.fieldFiles,
			...(series === undefined
				? {}
				: {
						series: {
							kind: series.kind,
							count: series.count,
							chains: series.chains,
							columns: columns.map(([name]) => name),
							extra: [...extra],
						},
					}),
			...(thinned === undefined
				? {}
				: {
						thinned: {
							stride: thinned.stride,
							length: thinned.length,
							chains: thinned.chains,
						},
					}),
		};
		await writeAtomic(join(path, "state.json"), JSON.stringify(state));
	} catch (error) {
		await rm(path, { recursive: true, force: true });
		throw error;
	}
	for (const number of earlier)
		await rm(join(folder, `${prefix}${number}`), {
			recursive: true,
			force: true,
		});
}

/** The latest complete checkpoint for this question by this version, or undefined. */
export async function readCheckpoint(
	folder: string,
	key: string,
	version: string,
): Promise<CellCheckpoint | undefined> {
	for (const number of [...numbersIn(folder)].reverse()) {
		const path = join(folder, `${prefix}${number}`);
		const state = readState(join(path, "state.json"));
		if (state?.key !== key || state.version !== version) continue;
		const { sampler, series, thinned } = state;
		const get = async (name: string) =>
			(await readNpy(join(path, `${name}.npy`))).data;
		const arrays: Record<string, Float32Array | Float64Array> = {};
		for (const [index, name] of sampler.arrays.entries())
			arrays[name] = await get(`sampler-${index}`);
		const checkpoint = {
			version,
			key,
			spent: state.spent,
			sampler: { ...sampler, arrays },
			fieldFiles: state.fieldFiles,
			...(thinned === undefined
				? {}
				: {
						thinned: {
							...thinned,
							fields: Float32Array.from(await get("thinned-fields")),
							action: Float64Array.from(await get("thinned-action")),
						},
					}),
		};
		if (series === undefined) return checkpoint;
		const columns: Record<string, Float64Array> = {};
		for (const [index, name] of series.columns.entries())
			columns[name] = Float64Array.from(await get(`series-${index}`));
		const extra: {
			accepted?: Uint8Array;
			energyChange?: Float64Array;
			logWeights?: Float64Array;
		} = {};
		for (const name of series.extra) {
			const data = await get(name);
			if (name === "accepted") extra.accepted = Uint8Array.from(data);
			else extra[name] = Float64Array.from(data);
		}
		const { kind, count, chains } = series;
		return {
			...checkpoint,
			series: { kind, count, chains, columns, ...extra },
		};
	}
	return undefined;
}

/** The state of a complete checkpoint. Undefined if the folder is none. */
function readState(path: string): z.infer<typeof stateSchema> | undefined {
	if (!existsSync(path)) return undefined;
	try {
		return stateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
	} catch {
		// Another version, or another program, wrote it, so the cell cannot continue from it.
		return undefined;
	}
}

export async function discardCheckpoint(folder: string): Promise<void> {
	for (const number of numbersIn(folder))
		await rm(join(folder, `${prefix}${number}`), {
			recursive: true,
			force: true,
		});
}
