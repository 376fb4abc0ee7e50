/** What a comparison finds, one line each, and the terms it speaks in. */
import type { ExitStatus } from "../../core/errors.js";
import type { EstimatorName } from "../../core/record.js";

export const layers = [
	"records",
	"golden",
	"correctness",
	"efficiency",
	"time",
	"trend",
] as const;
export type Layer = (typeof layers)[number];

export type FindingVerdict =
	| "same"
	| "improved"
	| "regressed"
	/** Could not be decided, and that matters: exit status 3. */
	| "inconclusive"
	/** Worth knowing; decides nothing. */
	| "note";

export interface Finding {
	readonly layer: Layer;
	/** "<target> x <sampler>". */
	readonly cell: string;
	readonly estimator?: EstimatorName;
	/** Name in `metrics`, or of a check. */
	readonly metric: string;
	readonly observable?: string;
	readonly verdict: FindingVerdict;
	/** Why, in one sentence. */
	readonly reason: string;
	/** New over base with its 90 % interval, for ratios. */
	readonly ratio?: {
		readonly value: number;
		readonly low: number;
		readonly high: number;
	};
	readonly p?: number;
	/** p after Holm's correction over the layer's tests. */
	readonly adjusted?: number;
}

/** Levels at which chance alone raises each alarm; a comparison prints them. */
export interface Levels {
	/** Family-wise level that makes a correctness test suspect. */
	readonly suspicion: number;
	/** Family-wise level at which correctness needs no fresh draws to be called wrong. */
	readonly certainty: number;
	/** Family-wise level of the efficiency tests. */
	readonly efficiency: number;
	/** Family-wise level of the time tests. */
	readonly time: number;
	/** Level of each claim of equivalence. */
	readonly equivalence: number;
}

export const defaultLevels: Levels = {
	suspicion: 1e-3,
	certainty: 1e-6,
	efficiency: 1e-3,
	time: 1e-3,
	equivalence: 0.05,
};

export interface RunSummary {
	readonly name: string;
	readonly records: number;
	readonly sessions: number;
	readonly commits: readonly string[];
	readonly startedAt?: string;
}

/** Chance that two equal versions end in exit status 1, at most, by layer. */
export interface FalsePositiveRate {
	readonly correctness: number;
	readonly efficiency: number;
	readonly time: number;
	readonly total: number;
	readonly tests: {
		readonly correctness: number;
		readonly efficiency: number;
		readonly time: number;
	};
}

export interface Comparison {
	readonly schema: 1;
	readonly base: RunSummary;
	readonly new: RunSummary;
	readonly verdict: "passed" | "regressed" | "inconclusive";
	readonly exitStatus: ExitStatus;
	/** The findings that decided, as sentences. */
	readonly reasons: readonly string[];
	readonly falsePositiveRate: FalsePositiveRate;
	readonly findings: readonly Finding[];
	/** What fresh runs said, where there were any. */
	readonly confirmation?: Confirmation;
}

export interface Confirmation {
	/** Interleaved pairs of runs that were made. */
	readonly pairs: number;
	/** Whether BASE was run again too, or only NEW. */
	readonly baseRedrawn: boolean;
	readonly outcome: "confirmed" | "cleared" | "out of budget";
	readonly seconds: number;
}
