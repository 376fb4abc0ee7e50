/**
 * Checkpoints of a cell on disk: cells/<key>/checkpoint-<n>/ with state.json and one .npy file for
 * each array. state.json is written last and renamed into place, so a folder that has it is
 * complete. Only then are older checkpoints removed, except the one before: should the latest be
 * damaged, the cell goes on from there.
 */
import { existsSync, readdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { defined, element } from "../../core/elements.js";
import { messageOf } from "../../core/errors.js";
import type { Series } from "../../metrics/cell/evaluate.js";
import type { Checkpoint } from "../../samplers/sampler.js";
import { sealerOf, type Unsealed, unseal } from "../store/sealed.js";
import { type LooksState, looksSchema } from "./field-looks.js";
import { type Spent, spentSchema } from "./spent.js";
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
	/** What pictures are made of. */
	readonly looks?: LooksState;
}

const stateSchema = z.strictObject({
	version: z.string(),
	key: z.string(),
	spent: spentSchema,
	sampler: z.strictObject({
		sampler: z.string(),
		prepared: z.boolean(),
		state: z.record(z.string(), z.unknown()),
		arrays: z.array(z.string()),
		files: z.array(z.string()).optional(),
	}),
	fieldFiles: z.number(),
	series: z
		.strictObject({
			kind: z.enum(["chains", "weighted"]),
			count: z.number(),
			chains: z.number(),
			columns: z.array(z.string()),
			extra: z.array(z.enum(["accepted", "energyChange", "logWeights"])),
			normalised: z.literal(false).optional(),
		})
		.optional(),
	thinned: z
		.strictObject({
			stride: z.number(),
			length: z.number(),
			chains: z.number(),
		})
		.optional(),
	looks: looksSchema.optional(),
});

const prefix = "checkpoint-";
const stateName = "state.json";

function numbersIn(folder: string): readonly number[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => name.startsWith(prefix))
		.map((name) => Number(name.slice(prefix.length)))
		.sort((a, b) => a - b);
}

/** Whether there is any, sound or not. */
export function hasCheckpoint(folder: string): boolean {
	return numbersIn(folder).length > 0;
}

/** @throws if the disk refuses; the previous checkpoint is then still there */
export async function writeCheckpoint(
	folder: string,
	checkpoint: CellCheckpoint,
): Promise<void> {
	const earlier = numbersIn(folder);
	const path = join(folder, `${prefix}${(earlier.at(-1) ?? 0) + 1}`);
	const { version, key, spent, sampler, fieldFiles, series, thinned, looks } =
		checkpoint;
	try {
		await mkdir(path, { recursive: true });
		const sealer = sealerOf(path, stateName);
		const put = (name: string, data: Float32Array | Float64Array) =>
			sealer.put(name, data, [data.length]);
		const arrays = Object.entries(sampler.arrays);
		for (const [index, [, data]] of arrays.entries())
			await put(`sampler-${index}`, data);
		const files = Object.entries(sampler.files ?? {});
		for (const [index, [, bytes]] of files.entries())
			await sealer.putBytes(`sampler-${index}.bin`, bytes);
		// One after another: each may be a copy of the histories so far.
		const names = Object.keys(series?.columns ?? {});
		for (const [index, name] of names.entries())
			await put(`series-${index}`, element(series?.columns ?? {}, name));
		const extra: ("accepted" | "energyChange" | "logWeights")[] = [];
		for (const name of ["accepted", "energyChange", "logWeights"] as const) {
			const data = series?.[name];
			if (data === undefined) continue;
			await put(name, Float64Array.from(data));
			extra.push(name);
		}
		if (thinned !== undefined) {
			await put("thinned-fields", thinned.fields);
			await put("thinned-action", thinned.action);
		}
		const state: z.input<typeof stateSchema> = {
			version,
			key,
			spent,
			sampler: {
				sampler: sampler.sampler,
				prepared: sampler.prepared,
				state: sampler.state,
				arrays: arrays.map(([name]) => name),
				...(files.length === 0 ? {} : { files: files.map(([name]) => name) }),
			},
			fieldFiles,
			...defined({ looks }),
		};
		if (series !== undefined) {
			const { kind, count, chains, normalised } = series;
			const counts = { kind, count, chains, normalised };
			state.series = { ...counts, columns: names, extra };
		}
		if (thinned !== undefined) {
			const { stride, length, chains } = thinned;
			state.thinned = { stride, length, chains };
		}
		await sealer.close(state);
	} catch (error) {
		await rm(path, { recursive: true, force: true });
		throw error;
	}
	await remove(folder, earlier.slice(0, -1));
}

/**
 * The latest complete checkpoint for this question by this version, or undefined. A damaged one is
 * named in the log and passed over.
 */
export async function readCheckpoint(
	folder: string,
	key: string,
	version: string,
): Promise<CellCheckpoint | undefined> {
	for (const number of [...numbersIn(folder)].reverse()) {
		try {
			const files = unseal(join(folder, `${prefix}${number}`), stateName);
			// Another version, or another program, may have written it.
			const state = stateSchema.safeParse(files?.contents).data;
			if (files === undefined || state?.key !== key) continue;
			if (state.version === version) return await restored(state, files);
		} catch (error) {
			console.error(`a checkpoint is passed over: ${messageOf(error)}`);
		}
	}
	return undefined;
}

async function restored(
	{ sampler, series, thinned, looks, ...state }: z.infer<typeof stateSchema>,
	files: Unsealed,
): Promise<CellCheckpoint> {
	const get = async (name: string) => (await files.get(name)).data;
	const arrays: Record<string, Float32Array | Float64Array> = {};
	for (const [index, name] of sampler.arrays.entries())
		arrays[name] = await get(`sampler-${index}`);
	const { files: fileNames, ...about } = sampler;
	const opaque: Record<string, Uint8Array> = {};
	for (const [index, name] of (fileNames ?? []).entries())
		opaque[name] = await files.getBytes(`sampler-${index}.bin`);
	const checkpoint = {
		...state,
		...defined({ looks }),
		sampler: {
			...about,
			arrays,
			...(fileNames === undefined ? {} : { files: opaque }),
		},
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
	const { extra: names, normalised, ...counts } = series;
	const extra: {
		accepted?: Uint8Array;
		energyChange?: Float64Array;
		logWeights?: Float64Array;
	} = {};
	for (const name of names) {
		const data = await get(name);
		if (name === "accepted") extra.accepted = Uint8Array.from(data);
		else extra[name] = Float64Array.from(data);
	}
	const constant = normalised === undefined ? {} : { normalised };
	return {
		...checkpoint,
		series: { ...counts, columns, ...extra, ...constant },
	};
}

export async function discardCheckpoint(folder: string): Promise<void> {
	await remove(folder, numbersIn(folder));
}

async function remove(
	folder: string,
	numbers: readonly number[],
): Promise<void> {
	for (const number of numbers)
		await rm(join(folder, `${prefix}${number}`), {
			recursive: true,
			force: true,
		});
}
