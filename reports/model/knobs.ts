/**
 * What each knob of a grid is worth: every value against the first, between settings that agree in all
 * other knobs, seed by seed. The seeds are the repetitions, so the error comes from their scatter alone.
 */
import { defined, element, groupBy } from "../../core/elements.js";
import { stableJson } from "../../core/identity.js";
import type { EstimatorName, Interval } from "../../core/record.js";
import { mean, varianceOfMean } from "../../core/statistics/moments.js";
import { toInterval } from "./combine.js";
import type { Row, Section } from "./model.js";

/** Effective configurations to which the total cost is counted. */
export const costedDraws = 1e4;

export interface KnobEffect {
	readonly knob: string;
	/** JSON of the value, and of the first one, which it is held against. */
	readonly value: string;
	readonly against: string;
	/** Pairs of cells behind it, and their seeds. */
	readonly pairs: number;
	readonly seeds: number;
	/** Ratio of ESS per device-second while drawing, with its 95 % interval where there are two seeds. */
	readonly rate?: Interval | number;
	/** Ratio of the device-seconds to `costedDraws` effective configurations, preparation included. */
	readonly cost?: Interval | number;
}

export interface Suggestion {
	readonly row: Row;
	/** How many settings it is the best of. */
	readonly settings: number;
	/** What it is the best in: its total cost, or its rate where the cost of some setting is not known. */
	readonly measure: Measure;
	/** By how much it is ahead of the next one, with its 95 % interval where there are two seeds. */
	readonly next?: { readonly row: Row; readonly ratio: Interval | number };
	readonly seeds: readonly number[];
}

export interface GridStudy {
	/** Label of the grid. */
	readonly grid: string;
	readonly estimator: EstimatorName;
	readonly settings: number;
	readonly effects: readonly KnobEffect[];
	/** The setting with the lowest cost, or the highest rate where no cost is known. Absent if none has a rank. */
	readonly suggestion?: Suggestion;
	/** Settings without a rank. */
	readonly leftOut: number;
}

type Measure = "rate" | "cost";

function pointOf(row: Row) {
	return row.seeds[0]?.record.sampler.point;
}

/** How many settings of the row's grid are in the section; 1 for a row of no grid. */
export function settingsBeside(section: Section, row: Row): number {
	const grid = pointOf(row)?.grid;
	if (grid === undefined) return 1;
	const same = section.rows.filter((other) => pointOf(other)?.grid === grid);
	return new Set(same.map(({ sampler }) => sampler.key)).size;
}

export function gridStudies(section: Section): readonly GridStudy[] {
	const groups = groupBy(
		section.rows.filter((row) => pointOf(row) !== undefined),
		(row) => stableJson([pointOf(row)?.grid, row.estimator]),
	);
	return [...groups.values()]
		.filter((rows) => rows.length > 1)
		.map((rows) => {
			const usable = rows.filter(({ state }) => state === "ranked");
			const first = element(rows, 0);
			return {
				grid: pointOf(first)?.grid ?? "",
				estimator: first.estimator,
				settings: rows.length,
				effects: effectsOf(usable),
				leftOut: rows.length - usable.length,
				...defined({ suggestion: suggestionOf(usable, rows.length) }),
			};
		});
}

/** ln of a measure, by seed. */
function logsOf(row: Row, measure: Measure): ReadonlyMap<number, number> {
	return new Map(
		row.seeds.flatMap(({ seed, record }): [number, number][] => {
			const { essPerDeviceSecond, deviceSecondsTo } =
				record.efficiency?.[row.estimator] ?? {};
			const value =
				measure === "rate"
					? essPerDeviceSecond?.value
					: deviceSecondsTo?.["1e4"]?.value;
			return value !== undefined && value > 0 ? [[seed, Math.log(value)]] : [];
		}),
	);
}

function effectsOf(rows: readonly Row[]): readonly KnobEffect[] {
	const knobs = Object.keys(
		rows[0] === undefined ? {} : (pointOf(rows[0])?.knobs ?? {}),
	);
	return knobs.flatMap((knob) => {
		const textOf = (row: Row) => stableJson(pointOf(row)?.knobs[knob]);
		const othersOf = (row: Row) =>
			stableJson({ ...pointOf(row)?.knobs, [knob]: null });
		const values = sorted([...new Set(rows.map(textOf))]);
		const [against = "", ...others] = values;
		return others.map((value) => {
			const pairs = rows
				.filter((row) => textOf(row) === value)
				.flatMap((row) => {
					const base = rows.find(
						(other) =>
							textOf(other) === against && othersOf(other) === othersOf(row),
					);
					return base === undefined ? [] : [[row, base] as const];
				});
			const rate = pairedRatio(pairs, "rate");
			const cost = pairedRatio(pairs, "cost");
			return {
				knob,
				value,
				against,
				pairs: rate?.pairs ?? 0,
				seeds: rate?.seeds ?? 0,
				...defined({ rate: rate?.ratio, cost: cost?.ratio }),
			};
		});
	});
}

/** Numbers by size, everything else as it comes. */
function sorted(values: readonly string[]): readonly string[] {
	return values.every((value) => Number.isFinite(Number(value)))
		? [...values].sort((a, b) => Number(a) - Number(b))
		: values;
}

function pairedRatio(
	pairs: readonly (readonly [Row, Row])[],
	measure: Measure,
):
	| {
			readonly pairs: number;
			readonly seeds: number;
			readonly ratio: Interval | number;
	  }
	| undefined {
	const bySeed = new Map<number, number[]>();
	for (const [row, base] of pairs) {
		const before = logsOf(base, measure);
		for (const [seed, log] of logsOf(row, measure)) {
			const other = before.get(seed);
			if (other === undefined) continue;
			bySeed.set(seed, [...(bySeed.get(seed) ?? []), log - other]);
		}
	}
	if (bySeed.size === 0) return undefined;
	// Settings that share a seed are no repetitions of each other.
	const differences = [...bySeed.values()].map((list) => mean(list));
	const count = [...bySeed.values()].reduce((n, list) => n + list.length, 0);
	return {
		pairs: count,
		seeds: bySeed.size,
		ratio:
			bySeed.size < 2
				? Math.exp(mean(differences))
				: toInterval(
						{
							mean: mean(differences),
							error: Math.sqrt(varianceOfMean(differences)),
							degreesOfFreedom: bySeed.size - 1,
						},
						0.95,
					),
	};
}

function suggestionOf(
	rows: readonly Row[],
	settings: number,
): Suggestion | undefined {
	const costed = rows.every((row) => logsOf(row, "cost").size > 0);
	const measure: Measure = costed ? "cost" : "rate";
	const sign = costed ? 1 : -1;
	const level = (row: Row) => sign * mean([...logsOf(row, measure).values()]);
	const [best, next] = [...rows].sort((a, b) => level(a) - level(b));
	if (best === undefined) return undefined;
	const lead =
		next === undefined
			? undefined
			: pairedRatio([costed ? [next, best] : [best, next]], measure);
	return {
		row: best,
		settings,
		measure,
		seeds: [...logsOf(best, measure).keys()],
		...(next === undefined || lead === undefined
			? {}
			: { next: { row: next, ratio: lead.ratio } }),
	};
}
