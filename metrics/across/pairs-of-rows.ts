/**
 * Whether the samplers of one target agree: in their means, singly and together, and in law. Holm's
 * correction takes two families: all means of all pairs, and all laws of all pairs. The p-values of laws
 * come from permutations and cannot be smaller than 1e-5.
 */

import type { ComparedRow, Pair, PairCheck } from "../../core/comparison.js";
import { defined, element } from "../../core/elements.js";
import { newestBy } from "../../core/identity.js";
import type { Random } from "../../core/random.js";
import type { BenchRecord, Check } from "../../core/record.js";
import { type Draft, settle } from "../../core/statistics/inference/judge.js";
import { holm } from "../../core/statistics/inference/multiplicity.js";
import type { JointMeans } from "../cell/joint-means.js";
import { type Opinion, pairDrafts } from "./agreement-between.js";
import { type LawSample, lawDrafts } from "./distribution-agreement.js";

/** What is kept of the stored history of one record. */
export interface StoredHistory {
	readonly law?: LawSample;
	/** Null where the run is too short. */
	readonly joint?: JointMeans | null;
}

/** By key of the record. */
export type Histories = ReadonlyMap<string, StoredHistory>;

export interface Row extends ComparedRow {
	readonly records: readonly BenchRecord[];
}

/** Every pair of samplers, in order of the rows. */
export function pairsOf(
	rows: readonly Row[],
	random: Random,
	histories: Histories,
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
			pairDrafts(
				opinionOf(left.row, histories),
				opinionOf(right.row, histories),
			),
		),
	);
	const shapes = settleTogether(
		couples.map(({ left, right }) => {
			const [first, second] = [
				lawOf(left.row, histories),
				lawOf(right.row, histories),
			];
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

function opinionOf(row: Row, histories: Histories): Opinion {
	const joint = row.keys.flatMap((key) => {
		const found = histories.get(key)?.joint;
		return found === undefined ? [] : [found];
	});
	return {
		label: nameOf(row),
		margins: marginsOf(row.records),
		results: newestBy(row.records, ({ key }) => key).flatMap(
			(record) => record.estimators?.[row.estimator] ?? [],
		),
		...(joint.length === 0
			? {}
			: { joint: joint.flatMap((means) => means ?? []) }),
	};
}

function marginsOf(records: readonly BenchRecord[]): Record<string, number> {
	const margins: Record<string, number> = {};
	for (const { quantities = {} } of records)
		for (const [name, { margin }] of Object.entries(quantities))
			if (margin !== undefined) margins[name] = margin;
	return margins;
}

/** One seed is enough to see a wrong shape, and the means of all seeds are compared anyway. */
function lawOf(row: Row, histories: Histories): LawSample | undefined {
	for (const key of row.keys) {
		const law = histories.get(key)?.law;
		if (law !== undefined) return law;
	}
	return undefined;
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
	const tested = Object.keys(flat).filter(
		(key) => element(flat, key).p !== undefined,
	);
	const adjusted = holm(tested.map((key) => element(flat, key).p ?? 1));
	const byKey = new Map(tested.map((key, i) => [key, adjusted[i]]));
	return groups.map((group, i) =>
		Object.fromEntries(
			Object.keys(group).map((name): [string, PairCheck] => {
				const key = `${i} ${name}`;
				const value = byKey.get(key);
				return [
					name,
					{
						...element(settled, key),
						...defined({ adjusted: value }),
					},
				];
			}),
		),
	);
}
