/**
 * What only several cells of one target can say: whether the samplers agree with each other, in their
 * means and in law, from how many effective configurations on one is cheaper than another, and how
 * far its training seeds scatter.
 *
 * A question that was answered on several machines counts once for agreement, since equal seeds give
 * equal draws; prices are compared on equal hardware only.
 */
import type {
	ComparedRow,
	Comparison,
	Pair,
	PairCheck,
	Prices,
	TargetComparison,
} from "../core/comparison.js";
import {
	hardwareKey,
	latestRecords,
	newestBy,
	samplerKey,
	targetKey,
} from "../core/identity.js";
import type { Random } from "../core/random.js";
import {
	type BenchRecord,
	type Check,
	type EstimatorName,
	estimatorNames,
} from "../core/record.js";
import { type Opinion, pairDrafts } from "./agreement-between.js";
import {
	type BreakEven,
	breakEvenOf,
	costSamples,
	createResampling,
	type Resampling,
	type SeedCost,
} from "./break-even.js";
import { type LawSample, lawDrafts } from "./distribution-agreement.js";
import { preparationSeconds } from "./efficiency.js";
import { type Draft, settle } from "./parts/inference/judge.js";
import { holm } from "./parts/inference/multiplicity.js";
import { seedSpread } from "./seed-spread.js";

/** Samples of the stored histories by key of the record. */
export type LawSamples = ReadonlyMap<string, LawSample>;

interface Row extends ComparedRow {
	readonly records: readonly BenchRecord[];
}

/** One entry for each target that has completed records, in order of appearance. */
export function acrossCells(
	records: readonly BenchRecord[],
	random: Random,
	laws: LawSamples = new Map(),
): Comparison {
	const completed = latestRecords(records).filter(
		(record) => record.status === "completed",
	);
	const targets = groupBy(completed, targetKey);
	const resamplings = sharedResamplings(random.fork("prices"));
	return {
		schema: 1,
		targets: [...targets].map(([key, group]) =>
			compareTarget(group, random.fork(key), laws, resamplings),
		),
	};
}

function compareTarget(
	records: readonly BenchRecord[],
	random: Random,
	laws: LawSamples,
	resamplings: Resamplings,
): TargetComparison {
	const samplers = [...groupBy(records, samplerKey).values()];
	const rows: Row[] = samplers.flatMap((own) =>
		estimatorNames.flatMap((estimator) => {
			const found = own.filter((record) => record.estimators?.[estimator]);
			return found.length === 0
				? []
				: {
						sampler: own[0].sampler.label,
						estimator,
						keys: [...new Set(found.map((record) => record.key))],
						records: found,
					};
		}),
	);
	const { name, label, shape, parameters } = records[0].action;
	return {
		action: { name, label, shape, parameters },
		rows: rows.map(({ records: _, ...row }) => row),
		pairs: pairsOf(rows, random.fork("agreement"), laws),
		machines: [
			...groupBy(records, (record) => hardwareKey(record.environment)),
		].map(([hardware, group]) => pricesOf(rows, hardware, group, resamplings)),
	};
}

/** Two families for Holm: all means of all pairs, and all laws of all pairs. */
function pairsOf(
	rows: readonly Row[],
	random: Random,
	laws: LawSamples,
): Pair[] {
	// The Metropolis chain of a flow holds the same draws as its weights: it has no say of its own.
	const speakers = rows.flatMap((row, place) =>
		row.estimator === "metropolis" ? [] : { row, place },
	);
	const couples = speakers.flatMap((left, i) =>
		speakers.slice(i + 1).map((right) => ({ left, right })),
	);
	const means = settleTogether(
		couples.map(({ left, right }) =>
			pairDrafts(opinionOf(left.row), opinionOf(right.row)),
		),
	);
	const shapes = settleTogether(
		couples.map(({ left, right }) => {
			const [first, second] = [lawOf(left.row, laws), lawOf(right.row, laws)];
			return first === undefined || second === undefined
				? {}
				: lawDrafts(
						first,
						second,
						random.fork(nameOf(left.row)).fork(nameOf(right.row)),
					);
		}),
	);
	return couples.map(({ left, right }, i) => {
		const checks = { ...means[i], ...shapes[i] };
		return {
			name: `${nameOf(left.row)} ~ ${nameOf(right.row)}`,
			left: left.place,
			right: right.place,
			verdict: overall(Object.values(checks)),
			checks,
		};
	});
}

function nameOf(row: ComparedRow): string {
	return `${row.sampler} (${row.estimator})`;
}

function opinionOf(row: Row): Opinion {
	return {
		label: nameOf(row),
		results: newestBy(row.records, ({ key }) => key).flatMap(
			(record) => record.estimators?.[row.estimator] ?? [],
		),
	};
}

/** One seed is enough to see a wrong shape, and the means of all seeds are compared anyway. */
function lawOf(row: Row, laws: LawSamples): LawSample | undefined {
	const key = row.keys.find((candidate) => laws.has(candidate));
	return key === undefined ? undefined : laws.get(key);
}

function overall(checks: readonly Check[]): Pair["verdict"] {
	if (checks.some(({ verdict }) => verdict === "fail")) return "fail";
	return checks.length > 0 && checks.every(({ verdict }) => verdict === "pass")
		? "pass"
		: "inconclusive";
}

/** Verdicts of several groups of drafts as one family, with their adjusted p-values. */
function settleTogether(
	groups: readonly Readonly<Record<string, Draft>>[],
): Record<string, PairCheck>[] {
	const flat: Record<string, Draft> = {};
	groups.forEach((group, i) => {
		for (const [name, draft] of Object.entries(group))
			flat[`${i} ${name}`] = draft;
	});
	const settled = settle(flat);
	const tested = Object.keys(flat).filter((key) => flat[key].p !== undefined);
	const adjusted = holm(tested.map((key) => flat[key].p ?? 1));
	const byKey = new Map(tested.map((key, i) => [key, adjusted[i]]));
	return groups.map((group, i) =>
		Object.fromEntries(
			Object.keys(group).map((name): [string, PairCheck] => {
				const key = `${i} ${name}`;
				const value = byKey.get(key);
				return [
					name,
					{
						...settled[key],
						...(value === undefined ? {} : { adjusted: value }),
					},
				];
			}),
		),
	);
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
	const there = new Set(here);
	const priced = rows.flatMap((row, place) => {
		const seeds = row.records
			.filter((record) => there.has(record))
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

function groupBy<T>(
	items: readonly T[],
	key: (item: T) => string,
): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const name = key(item);
		const group = groups.get(name);
		if (group === undefined) groups.set(name, [item]);
		else group.push(item);
	}
	return groups;
}
