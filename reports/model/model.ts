/**
 * Contract of the data that reports read: one section for each target on each machine, and one row
 * for each sampler and estimator, with the seeds combined. Timings of different machines never
 * share a section.
 *
 *   const { sections } = arrange(records, { comparison });
 *   for (const { target, rows } of sections)
 *     for (const { rank, label, rate } of rows) console.log(target.label, rank, label, rate?.value);
 */
import type {
	Comparison,
	Price,
	TargetComparison,
} from "../../core/comparison.js";
import type {
	BenchRecord,
	Check,
	Estimate,
	EstimatorName,
	Interval,
} from "../../core/record.js";
import type { Logarithm } from "./combine.js";
import type { Dispute } from "./disputes.js";
import type { Gradients } from "./gradients.js";
import type { Machine, SamplerIdentity, Target } from "./identity.js";
import type { Size } from "./size.js";
import type { Symbols } from "./symbols.js";

/**
 * `untimed`: as `ranked`, but of finished configurations, whose time nobody here has measured.
 * `ranked`: resolved in every seed, no check failed, and no dispute bars it (see disputes.ts).
 */
export type RowState = "ranked" | "untimed" | "unresolved" | "failed";

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
	/** Why it has no rank. */
	readonly reason?: string;
	/** 1 for the best. Absent without a rank. */
	readonly rank?: number;
	/** Whether the 95 % interval of the ratio to the row above contains 1. */
	readonly tiedAbove: boolean;
	readonly log?: Logarithm;
	/** ESS of the slowest observable per device-second while drawing, with a 68 % interval. */
	readonly rate?: Interval;
	readonly slowest?: string;
	readonly tauInt?: Estimate;
	/** ESS of the slowest observable divided by the draws. */
	readonly essShare?: number;
	readonly acceptance?: number;
	readonly kishShare?: number;
	/** Place among all rows without a failed check by ESS / draws, where some of them are untimed. */
	readonly statisticalRank?: number;
	/** What must be said of its draws, one sentence each. */
	readonly remarks: readonly string[];
	/** What must be said of the training behind it, if anything. */
	readonly training?: string;
	/** What must be said of how well its density is known, if anything. */
	readonly accuracy?: string;
	/** The worst over the seeds. */
	readonly paretoK?: number;
	/** Device-seconds before the first draw, mean over seeds. Absent if no cost was recorded. */
	readonly preparation?: number;
	/** Medians and ranges over the seeds on this machine. */
	readonly price?: Price;
	/** Parameters, arithmetic and memory, where they are known. */
	readonly size?: Size;
	/** Absent where drawing counts no gradients. */
	readonly gradients?: Gradients;
	readonly checks: {
		readonly name: string;
		readonly seed: number;
		readonly check: Check;
	}[];
}

/** A cell without result. */
export interface Absent {
	readonly sampler: SamplerIdentity;
	readonly target: Target;
	readonly seed: number;
	readonly status: BenchRecord["status"];
	readonly reason: string;
}

export interface Section {
	/** Usable as the id of an element. */
	readonly id: string;
	readonly target: Target;
	readonly machine: Machine;
	readonly samplers: readonly SamplerIdentity[];
	/** Symbols of everything that its records have values of. */
	readonly symbols: Symbols;
	/** Ranked rows come first, best on top, then unresolved ones, then those that failed a check. */
	readonly rows: readonly Row[];
	readonly absent: readonly Absent[];
	/** On one clock: that of the wall, or that of the processors. */
	readonly records: readonly BenchRecord[];
	/** What each cell tells that drew while the machine was busy with something else. */
	readonly busy: readonly string[];
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
	/** All records, including older measurements of the same question. */
	readonly all: readonly BenchRecord[];
}

export interface ArrangeOptions {
	/** Records that decide the colours, if only some of them are shown. */
	readonly everyone?: readonly BenchRecord[];
	/** Other names for samplers, by their labels. */
	readonly labels?: Readonly<Record<string, string>>;
	/** Results that only several cells give together. */
	readonly comparison?: Comparison;
}
