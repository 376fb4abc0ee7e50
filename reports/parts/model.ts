/**
 * Records arranged for reading: one section for each target on each machine, one row for each
 * sampler and estimator, seeds combined. Timings of different machines never share a section.
 */
import type {
	BreakEven,
	Comparison,
	Price,
	TargetComparison,
} from "../../core/comparison.js";
import { latestRecords } from "../../core/identity.js";
import type {
	BenchRecord,
	Check,
	Estimate,
	EstimatorName,
	Interval,
} from "../../core/record.js";
import { estimatorNames } from "../../core/record.js";
import {
	average,
	combine,
	combineEstimates,
	type Logarithm,
	quantile,
	ratio,
	sum,
	toInterval,
} from "./combine.js";
import { type Dispute, disputesOf, targetOfRecords } from "./disputes.js";
import {
	type Machine,
	machineOf,
	type SamplerIdentity,
	samplerKey,
	samplersOf,
	type Target,
	targetKey,
	targetOf,
} from "./identity.js";

/** `ranked`: resolved in every seed, no check failed, and no other sampler disagrees; see disputes.ts. */
export type RowState = "ranked" | "unresolved" | "failed";

export interface SeedResult {
	readonly seed: number;
	readonly record: BenchRecord;
	readonly rate?: Interval;
}

export interface Row {
	readonly sampler: SamplerIdentity;
	readonly estimator: EstimatorName;
	/** "hmc" or "realnvp · reweighted". */
	readonly label: string;
	readonly seeds: readonly SeedResult[];
	readonly state: RowState;
	/** Why there is no rank. */
	readonly reason?: string;
	/** 1 for the best; absent without a rank. */
	readonly rank?: number;
	/** Whether the 95 % interval of the ratio to the row above contains 1. */
	readonly tiedAbove: boolean;
	readonly log?: Logarithm;
	/** ESS of the slowest observable per device-second while drawing, 68 % interval. */
	readonly rate?: Interval;
	readonly slowest?: string;
	readonly tauInt?: Estimate;
	/** ESS of the slowest observable / draws. */
	readonly essShare?: number;
	readonly acceptance?: number;
	readonly kishShare?: number;
	/** The worst over the seeds. */
	readonly paretoK?: number;
	/** Device-seconds before the first draw, mean over seeds; absent where no cost was recorded. */
	readonly preparation?: number;
	/** Medians and ranges over the seeds on this machine. */
	readonly price?: Price;
	readonly checks: {
		readonly name: string;
		readonly seed: number;
		readonly check: Check;
	}[];
}

/** A cell that gave no result. */
export interface Absent {
	readonly sampler: SamplerIdentity;
	readonly target: Target;
	readonly seed: number;
	readonly status: BenchRecord["status"];
	readonly reason: string;
}

export interface Section {
	/** Fit for an element's id. */
	readonly id: string;
	readonly target: Target;
	readonly machine: Machine;
	readonly samplers: readonly SamplerIdentity[];
	/** Ranked rows first, best on top, then unresolved ones, then those that failed a check. */
	readonly rows: readonly Row[];
	readonly absent: readonly Absent[];
	readonly records: readonly BenchRecord[];
	readonly comparison?: TargetComparison;
}

export interface Model {
	readonly title: string;
	readonly sections: readonly Section[];
	readonly samplers: readonly SamplerIdentity[];
	readonly machines: readonly Machine[];
	/** Pairs of samplers that disagree. */
	readonly disputes: readonly Dispute[];
	/** The latest record of each question on each machine. */
	readonly current: readonly BenchRecord[];
	/** All records, older measurements of the same question included. */
	readonly all: readonly BenchRecord[];
}

export interface ArrangeOptions {
	/** Records that decide on colours, where only some of them are shown. */
	readonly everyone?: readonly BenchRecord[];
	/** Other names for samplers, by their labels. */
	readonly labels?: Readonly<Record<string, string>>;
	/** What the cells say together. */
	readonly comparison?: Comparison;
}

export function arrange(
	records: readonly BenchRecord[],
	options: ArrangeOptions = {},
): Model {
	const styled = samplersOf(options.everyone ?? records, options.labels);
	const present = [...new Set(records.map(samplerKey))];
	const samplers = present.flatMap(
		(key) => styled.find((sampler) => sampler.key === key) ?? [],
	);
	const current = latestRecords(records);
	const { comparison } = options;
	const disputes =
		comparison === undefined
			? []
			: disputesOf(comparison, latestRecords(options.everyone ?? records));
	const bySampler = new Map(samplers.map((sampler) => [sampler.key, sampler]));
	const machines = new Map<string, Machine>();
	const groups = new Map<string, BenchRecord[]>();
	// A cell that never ran has no environment: it belongs to wherever its suite ran.
	const ran = current.find((record) => record.environment);
	const fallback = ran === undefined ? undefined : machineOf(ran);
	for (const record of current) {
		const machine = record.environment
			? machineOf(record)
			: (fallback ?? machineOf(record));
		machines.set(machine.key, machine);
		const key = `${targetKey(record)} ${machine.key}`;
		groups.set(key, [...(groups.get(key) ?? []), record]);
	}
	const sections = [...groups.values()].map((group, index): Section => {
		const target = targetOf(group[0]);
		const members = samplers.filter((sampler) =>
			group.some((record) => samplerKey(record) === sampler.key),
		);
		const together = comparison && targetOfRecords(comparison, group);
		const machine = machineOf(group.find((r) => r.environment) ?? group[0]);
		const rows = members
			.flatMap((sampler) => rowsOf(sampler, group))
			.map((row) => judged(row, disputes))
			.map((row) => priced(row, together, machine));
		return {
			id: `target-${index + 1}`,
			target,
			machine,
			samplers: members,
			rows: rank(rows),
			absent: group
				.filter((record) => record.status !== "completed")
				.map((record) => ({
					sampler: bySampler.get(samplerKey(record)) as SamplerIdentity,
					target,
					seed: record.seed,
					status: record.status,
					reason: record.reason ?? "no reason recorded",
				})),
			records: group,
			...optional("comparison", together),
		};
	});
	const titles = [...new Set(records.map((record) => record.suite))];
	return {
		title: titles.length === 1 ? titles[0] : `${titles.length} suites`,
		sections,
		samplers,
		machines: [...machines.values()],
		disputes,
		current,
		all: records,
	};
}

/** A row that a dispute bars from the ranking, with the reason. */
function judged(row: Row, disputes: readonly Dispute[]): Row {
	if (row.state === "failed") return row;
	const keys = new Set(row.seeds.map(({ record }) => record.key));
	const bars = disputes.find(({ barred }) =>
		barred.some((key) => keys.has(key)),
	);
	if (bars === undefined) return row;
	const other = bars.left.keys.some((key) => keys.has(key))
		? bars.right
		: bars.left;
	return {
		...row,
		state: "failed",
		reason: `disagrees with ${other.label} in ${bars.what}`,
	};
}

function priced(
	row: Row,
	together: TargetComparison | undefined,
	machine: Machine,
): Row {
	const place = placeOf(row, together);
	const prices = together?.machines.find((m) => m.hardware === machine.key);
	return {
		...row,
		...optional(
			"price",
			prices?.prices.find((price) => price.row === place),
		),
	};
}

/** Place of a row among those of the comparison. */
function placeOf(row: Row, together: TargetComparison | undefined): number {
	const keys = new Set(row.seeds.map(({ record }) => record.key));
	return (
		together?.rows.findIndex(
			(other) =>
				other.estimator === row.estimator &&
				other.keys.some((key) => keys.has(key)),
		) ?? -1
	);
}

/** From how many effective configurations on `row` is cheaper than `baseline`; undefined where nothing is known. */
export function breakEvenOf(
	section: Section,
	row: Row,
	baseline: Row,
): BreakEven | undefined {
	if (row.price === undefined || baseline.price === undefined) return undefined;
	return section.comparison?.machines
		.find(({ hardware }) => hardware === section.machine.key)
		?.breakEven.find(
			(entry) =>
				entry.row === row.price?.row && entry.baseline === baseline.price?.row,
		)?.n;
}

function rowsOf(
	sampler: SamplerIdentity,
	group: readonly BenchRecord[],
): Row[] {
	const own = group.filter((record) => samplerKey(record) === sampler.key);
	const done = own.filter((record) => record.status === "completed");
	const names = estimatorNames.filter((name) =>
		done.some((record) => record.estimators?.[name] !== undefined),
	);
	return names.map((estimator) =>
		rowOf(
			sampler,
			estimator,
			done.filter((record) => record.estimators?.[estimator] !== undefined),
			estimator !== "chain" || names.length > 1,
		),
	);
}

function rowOf(
	sampler: SamplerIdentity,
	estimator: EstimatorName,
	records: readonly BenchRecord[],
	named: boolean,
): Row {
	const seeds = records.map((record): SeedResult => {
		const rate = record.efficiency?.[estimator]?.essPerDeviceSecond;
		const usable = rate !== undefined && rate.value > 0;
		return { seed: record.seed, record, ...(usable ? { rate } : {}) };
	});
	const results = records.flatMap((r) => r.estimators?.[estimator] ?? []);
	const checks = records.flatMap((record) =>
		Object.entries(record.checks ?? {})
			.filter(([, check]) => (check.estimator ?? estimator) === estimator)
			.map(([name, check]) => ({ name, seed: record.seed, check })),
	);
	const broken = checks.filter(({ check }) => check.verdict === "fail");
	const missing = seeds.filter((seed) => seed.rate === undefined);
	const log = combine(seeds.flatMap((seed) => seed.rate ?? []));
	const state: RowState =
		broken.length > 0
			? "failed"
			: missing.length > 0 || log === undefined
				? "unresolved"
				: "ranked";
	const slowest = mostFrequent(results.flatMap((r) => r.slowest ?? []));
	const shares = results.flatMap((result) => {
		const ess = result.observables[result.slowest ?? ""]?.ess;
		return ess === undefined || result.draws === 0 ? [] : ess / result.draws;
	});
	const kish = results.flatMap((r) =>
		r.kishEss === undefined || r.draws === 0 ? [] : r.kishEss / r.draws,
	);
	const tails = results.flatMap((r) => r.paretoK ?? []);
	const tau = combineEstimates(
		results.flatMap((result) => {
			const o = result.observables[result.slowest ?? ""];
			return o?.tauInt === undefined
				? []
				: { value: o.tauInt, error: o.tauIntError ?? 0 };
		}),
	);
	const prepared = records.flatMap((r) => (r.cost ? preparationOf(r) : []));
	return {
		sampler,
		estimator,
		label: named ? `${sampler.label} · ${estimator}` : sampler.label,
		seeds,
		state,
		tiedAbove: false,
		checks,
		...optional(
			"reason",
			reasonFor(state, broken, missing, records, estimator),
		),
		...optional("log", state === "unresolved" ? undefined : log),
		...optional(
			"rate",
			state === "unresolved" || !log ? undefined : toInterval(log),
		),
		...optional("slowest", slowest),
		...optional("tauInt", tau),
		...optional("essShare", average(shares)),
		...optional(
			"acceptance",
			average(results.flatMap((r) => r.acceptance ?? [])),
		),
		...optional("kishShare", average(kish)),
		...optional("paretoK", tails.length > 0 ? Math.max(...tails) : undefined),
		...optional("preparation", average(prepared)),
	};
}

/** Device-seconds before the first draw. */
function preparationOf(record: BenchRecord): number {
	const cost = record.cost ?? {};
	return sum(
		(["compile", "tune", "train", "thermalise"] as const).map(
			(phase) => cost[phase]?.deviceSeconds ?? 0,
		),
	);
}

function reasonFor(
	state: RowState,
	broken: Row["checks"],
	missing: readonly SeedResult[],
	records: readonly BenchRecord[],
	estimator: EstimatorName,
): string | undefined {
	if (state === "ranked") return undefined;
	if (state === "failed") {
		const names = [...new Set(broken.map(({ check }) => check.claim))];
		const more = names.length > 1 ? ` and ${names.length - 1} more` : "";
		return `failed: ${names[0]}${more}`;
	}
	const given = records
		.filter((record) => missing.some((seed) => seed.record === record))
		.flatMap((record) =>
			Object.values(record.estimators?.[estimator]?.observables ?? {}),
		)
		.find((o) => o.status === "unresolved" && o.reason !== undefined)?.reason;
	const which =
		missing.length === records.length
			? "no seed"
			: `only ${records.length - missing.length} of ${records.length} seeds`;
	return `${which} gave an efficiency${given === undefined ? "" : `: ${given}`}`;
}

/** Best first; ranks go to the ranked alone. */
function rank(rows: readonly Row[]): Row[] {
	const of = (state: RowState) =>
		rows
			.filter((row) => row.state === state)
			.sort((a, b) => (b.rate?.value ?? 0) - (a.rate?.value ?? 0));
	const ranked = of("ranked").map((row, index, all) => ({
		...row,
		rank: index + 1,
		tiedAbove: index > 0 && !separated(all[index - 1], row),
	}));
	return [...ranked, ...of("unresolved"), ...of("failed")];
}

/** Whether the 95 % interval of the ratio of two rates excludes 1. */
export function separated(a: Row, b: Row): boolean {
	if (a.log === undefined || b.log === undefined) return false;
	const difference = ratio(a.log, b.log);
	const width =
		quantile("95 %", difference.degreesOfFreedom) * difference.error;
	return Math.abs(difference.mean) > width;
}

function mostFrequent(words: readonly string[]): string | undefined {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return [...counts.entries()].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** A property that is left out where there is no value. */
export function optional<K extends string, V>(
	key: K,
	value: V | undefined,
): { [P in K]?: V } {
	return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
