/**
 * What only several cells of one target can say: whether the samplers agree in means and in law, from how
 * many effective configurations on one sampler is cheaper than another, and how much the results of training
 * seeds scatter. Equal seeds give equal draws on every machine, so a question that several machines answered
 * counts once for agreement. Prices are compared on equal hardware only.
 */

import type {
	Comparison,
	Prices,
	TargetComparison,
} from "../../core/comparison.js";
import { onOneClock } from "../../core/drawing-time.js";
import { defined, element, groupBy } from "../../core/elements.js";
import {
	hardwareKey,
	latestRecords,
	programOf,
	samplerKey,
	targetKey,
} from "../../core/identity.js";
import type { Random } from "../../core/random.js";
import {
	type BenchRecord,
	type EstimatorName,
	estimatorNames,
} from "../../core/record.js";
import { distinction } from "../../core/sampler-labels.js";
import { preparationSeconds } from "../cell/efficiency.js";
import {
	type BreakEven,
	breakEvenOf,
	costSamples,
	createResampling,
	type Resampling,
	type SeedCost,
} from "./break-even.js";
import { type Histories, pairsOf, type Row } from "./pairs-of-rows.js";
import { seedSpread } from "./seed-spread.js";

/** One entry for each target that has completed records, in order of appearance. */
export function acrossCells(
	records: readonly BenchRecord[],
	random: Random,
	histories: Histories = new Map(),
): Comparison {
	const completed = latestRecords(records).filter(
		(record) => record.status === "completed",
	);
	const targets = groupBy(completed, targetKey);
	const resamplings = sharedResamplings(random.fork("prices"));
	return {
		schema: 1,
		targets: [...targets].map(([key, group]) =>
			compareTarget(group, random.fork(key), histories, resamplings),
		),
	};
}

function compareTarget(
	records: readonly BenchRecord[],
	random: Random,
	histories: Histories,
	resamplings: Resamplings,
): TargetComparison {
	const samplers = [...groupBy(records, samplerKey).values()];
	const rows: Row[] = samplers.flatMap((own) => {
		const first = element(own, 0);
		const { label } = first.sampler;
		const namesakes = samplers
			.map((one) => element(one, 0))
			.filter((one) => one.sampler.label === label);
		const program = programOf(first);
		return estimatorNames.flatMap((estimator) => {
			const found = own.filter((record) => record.estimators?.[estimator]);
			return found.length === 0
				? []
				: {
						sampler: label + distinction(first, namesakes),
						estimator,
						...defined({ program }),
						keys: [...new Set(found.map((record) => record.key))],
						records: found,
					};
		});
	});
	const { name, label, shape, parameters } = element(records, 0).action;
	return {
		action: { name, label, shape, parameters },
		rows: rows.map(({ records: _, ...row }) => row),
		pairs: pairsOf(rows, random.fork("agreement"), histories),
		machines: [
			...groupBy(records, (record) => hardwareKey(record.environment)),
		].map(([hardware, group]) => pricesOf(rows, hardware, group, resamplings)),
	};
}

/** The resampling of a row; rows of one target are independent, and every target uses the same ones. */
type Resamplings = (place: number, seeds: number) => Resampling;

function sharedResamplings(random: Random): Resamplings {
	const known = new Map<string, Resampling>();
	return (place, seeds) => {
		const key = `${place} of ${seeds} seeds`;
		const resampling =
			known.get(key) ?? createResampling(seeds, random.fork(key));
		known.set(key, resampling);
		return resampling;
	};
}

function pricesOf(
	rows: readonly Row[],
	hardware: string,
	here: readonly BenchRecord[],
	resamplings: Resamplings,
): Prices {
	const there = new Map(
		onOneClock(here).records.map((record, i) => [here[i], record]),
	);
	const priced = rows.flatMap((row, place) => {
		const seeds = row.records
			.flatMap((record) => there.get(record) ?? [])
			.flatMap((record) => costOf(record, row.estimator) ?? []);
		return seeds.length === 0
			? []
			: {
					row,
					place,
					seeds,
					samples: costSamples(seeds, resamplings(place, seeds.length)),
				};
	});
	return {
		hardware,
		prices: priced.map(({ place, seeds }) => ({
			row: place,
			preparation: seedSpread(seeds.map((seed) => seed.preparation)),
			perEffective: seedSpread(seeds.map((seed) => seed.perEffective)),
			rate: seedSpread(seeds.map((seed) => 1 / seed.perEffective)),
		})),
		breakEven: priced.flatMap((one) =>
			priced
				// Two estimators of the same draws share their preparation.
				.filter((other) => other.row.keys[0] !== one.row.keys[0])
				.map((other) => ({
					row: one.place,
					baseline: other.place,
					n: finiteOnly(breakEvenOf(one.samples, other.samples)),
				})),
		),
	};
}

function costOf(
	record: BenchRecord,
	estimator: EstimatorName,
): SeedCost | undefined {
	const rate = record.efficiency?.[estimator]?.essPerDeviceSecond;
	if (rate?.high === undefined || !(rate.value > 0)) return undefined;
	return {
		preparation: preparationSeconds(record.cost ?? {}),
		perEffective: 1 / rate.value,
		logError: Math.log(rate.high / rate.value),
	};
}

/** JSON knows no infinity: what is infinite is left out. */
function finiteOnly({
	value,
	low,
	high,
	never,
}: BreakEven): Prices["breakEven"][number]["n"] {
	return {
		...(Number.isFinite(value) ? { value } : {}),
		...(Number.isFinite(low) ? { low } : {}),
		...(Number.isFinite(high) ? { high } : {}),
		never,
	};
}
