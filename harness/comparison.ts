/**
 * The comparison of all cells of one or several runs, from their records and the histories beside
 * them (cells/<key>/*.npy). The random numbers are fixed, so the same runs give the same file.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "../core/comparison.js";
import { InputError } from "../core/errors.js";
import { samplerKey, targetKey } from "../core/identity.js";
import { type NpyArray, readNpy } from "../core/npy.js";
import { createRandom, type Random } from "../core/random.js";
import type { BenchRecord } from "../core/record.js";
import { acrossCells } from "../metrics/across/across-cells.js";
import { lawSample } from "../metrics/across/distribution-agreement.js";
import type { StoredHistory } from "../metrics/across/pairs-of-rows.js";
import type { Series } from "../metrics/cell/evaluate.js";
import { factsOf, jointNames, lawNames } from "../metrics/cell/facts.js";
import { jointMeans } from "../metrics/cell/joint-means.js";
import { observables } from "../metrics/registry.js";
import { historyName, weightsName } from "./store/series-files.js";

export interface ComparedRun {
	readonly folder: string;
	readonly records: readonly BenchRecord[];
}

export async function compareCells(
	runs: readonly ComparedRun[],
): Promise<Comparison> {
	const random = createRandom("comparison");
	const histories = new Map<string, StoredHistory>();
	// Laws are compared with the first stored seed of each sampler on each target, means with all
	// seeds.
	const seen = new Set<string>();
	for (const { folder, records } of runs) {
		for (const record of records) {
			const question = `${targetKey(record)} ${samplerKey(record)}`;
			if (record.status !== "completed" || histories.has(record.key)) continue;
			const history = await storedHistory(
				join(folder, "cells", record.key),
				record,
				seen.has(question) ? undefined : random.fork(record.key),
			);
			if (history === undefined) continue;
			seen.add(question);
			histories.set(record.key, history);
		}
	}
	return acrossCells(
		runs.flatMap(({ records }) => records),
		random,
		histories,
	);
}

/** Undefined if no useful history is stored, or none that can be read. */
async function storedHistory(
	folder: string,
	{ estimators, quantities }: BenchRecord,
	random: Random | undefined,
): Promise<StoredHistory | undefined> {
	// Older records do not state their quantities. They contain only observables of the registry.
	const facts = quantities ?? factsOf(observables);
	const laws = lawNames(facts);
	const means = jointNames(facts);
	try {
		const series = await storedSeries(folder, new Set([...laws, ...means]));
		if (series === undefined) return undefined;
		const result = estimators?.chain ?? estimators?.reweighted;
		return {
			...(random === undefined ? {} : { law: lawSample(series, random, laws) }),
			...(result === undefined
				? {}
				: { joint: jointMeans(series, result, means) ?? null }),
		};
	} catch (error) {
		// This is one test of many, and a damaged history must not stop a report.
		if (error instanceof InputError || error instanceof RangeError)
			return undefined;
		throw error;
	}
}

async function storedSeries(
	folder: string,
	names: ReadonlySet<string>,
): Promise<Series | undefined> {
	const columns: Record<string, Float64Array> = {};
	let shape: readonly number[] | undefined;
	for (const name of names) {
		const array = await stored(join(folder, historyName(name)));
		if (array === undefined) continue;
		shape ??= array.shape;
		columns[name] = new Float64Array(array.data);
	}
	if (shape === undefined) return undefined;
	const weights = await stored(join(folder, weightsName));
	const [chains = 1] = shape.length === 2 ? shape : [];
	const count = shape.reduce((product, extent) => product * extent, 1);
	const lengths = Object.values(columns).map((column) => column.length);
	if (weights !== undefined) lengths.push(weights.data.length);
	if (lengths.some((length) => length !== count)) return undefined;
	return weights === undefined
		? { kind: "chains", count, chains, columns }
		: {
				kind: "weighted",
				count,
				chains: 1,
				columns,
				logWeights: new Float64Array(weights.data),
			};
}

async function stored(path: string): Promise<NpyArray | undefined> {
	return existsSync(path) ? readNpy(path) : undefined;
}
