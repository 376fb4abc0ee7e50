/**
 * The comparison of all cells of one or several runs: their records, and the histories that lie
 * beside them as cells/<key>/*.npy. The random numbers are fixed, so the same runs give the same file.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "../core/comparison.js";
import { InputError } from "../core/errors.js";
import { samplerKey, targetKey } from "../core/identity.js";
import { type NpyArray, readNpy } from "../core/npy.js";
import { createRandom, type Random } from "../core/random.js";
import type { BenchRecord } from "../core/record.js";
import { acrossCells } from "../metrics/across-cells.js";
import {
	distributionObservables,
	type LawSample,
	lawSample,
} from "../metrics/distribution-agreement.js";
import type { Series } from "../metrics/evaluate.js";
import { historyName, weightsName } from "./parts/series-files.js";

export interface ComparedRun {
	readonly folder: string;
	readonly records: readonly BenchRecord[];
}

export async function compareCells(
	runs: readonly ComparedRun[],
): Promise<Comparison> {
	const random = createRandom("comparison");
	const laws = new Map<string, LawSample>();
	// The first stored seed of each sampler on each target: reading all would take longer than it tells.
	const seen = new Set<string>();
	for (const { folder, records } of runs) {
		for (const record of records) {
			const question = `${targetKey(record)} ${samplerKey(record)}`;
			if (record.status !== "completed" || seen.has(question)) continue;
			const sample = await storedLaw(
				join(folder, "cells", record.key),
				random.fork(record.key),
			);
			if (sample === undefined) continue;
			seen.add(question);
			laws.set(record.key, sample);
		}
	}
	return acrossCells(
		runs.flatMap(({ records }) => records),
		random,
		laws,
	);
}

/** Undefined where no history of use is stored, or none that can be read. */
async function storedLaw(
	folder: string,
	random: Random,
): Promise<LawSample | undefined> {
	try {
		const series = await storedSeries(folder);
		return series && lawSample(series, random);
	} catch (error) {
		// The test of laws is one among many, and a damaged history must not stop a report.
		if (error instanceof InputError || error instanceof RangeError)
			return undefined;
		throw error;
	}
}

async function storedSeries(folder: string): Promise<Series | undefined> {
	const columns: Record<string, Float64Array> = {};
	let shape: readonly number[] | undefined;
	for (const name of distributionObservables) {
		const array = await stored(join(folder, historyName(name)));
		if (array === undefined) continue;
		shape ??= array.shape;
		columns[name] = Float64Array.from(array.data);
	}
	if (shape === undefined) return undefined;
	const weights = await stored(join(folder, weightsName));
	const chains = shape.length === 2 ? shape[0] : 1;
	const count = shape.reduce((product, extent) => product * extent, 1);
	if (Object.values(columns).some((column) => column.length !== count))
		return undefined;
	return weights === undefined
		? { kind: "chains", count, chains, columns }
		: {
				kind: "weighted",
				count,
				chains: 1,
				columns,
				logWeights: Float64Array.from(weights.data),
			};
}

async function stored(path: string): Promise<NpyArray | undefined> {
	return existsSync(path) ? readNpy(path) : undefined;
}
