/** The findings of a comparison, one line each, and the terms in which they are stated. */
import type { ExitStatus } from "../../core/errors.js";
import type { EstimatorName } from "../../core/record.js";

const layers = [
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
	/** It matters, but it could not be decided: exit status 3. */
	| "inconclusive"
	/** Worth knowing, but without influence on the verdict. */
	| "note";

export interface Finding {
	readonly layer: Layer;
	/** "<target> × <sampler>". */
	readonly cell: string;
	readonly estimator?: EstimatorName;
	/** A name in `metrics`, or the name of a check. */
	readonly metric: string;
	readonly observable?: string;
	readonly verdict: FindingVerdict;
	/** Why, in one sentence. */
	readonly reason: string;
	/** For ratios: new over base with its 90 % interval. */
	readonly ratio?: {
		readonly value: number;
		readonly low: number;
		readonly high: number;
	};
	readonly p?: number;
	/** Two-sided p-value of "nothing changed", where `p` is of another claim. */
	readonly change?: number;
	/** p after Holm's correction over the tests of the layer. */
	readonly adjusted?: number;
}

/** One line of the table of effects. */
export interface Effect {
	readonly cell: string;
	readonly estimator?: EstimatorName;
	readonly quantity: string;
	readonly before: { readonly value: number; readonly error?: number };
	readonly after: { readonly value: number; readonly error?: number };
	/** New over base; the interval holds 90 % and is absent where nobody can know it. */
	readonly ratio?: {
		readonly value: number;
		readonly low?: number;
		readonly high?: number;
	};
	/** Two-sided p-value of "nothing changed", not corrected for other lines. */
	readonly p?: number;
	readonly verdict: FindingVerdict | "not judged";
}

/** Levels at which chance alone raises each alarm. A comparison prints them. */
export interface Levels {
	/** Family-wise level that makes a correctness test suspect. */
	readonly suspicion: number;
	/** Family-wise level at which a result is called wrong without fresh draws. */
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

/** Upper bounds, by layer, on the chance that two equal versions end with exit status 1. */
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
	/** The decisive findings as sentences. */
	readonly reasons: readonly string[];
	readonly falsePositiveRate: FalsePositiveRate;
	readonly findings: readonly Finding[];
	/** What was, what is and the ratio, also of what could not be decided. */
	readonly effects: readonly Effect[];
	/** The result of fresh runs, if there were any. */
	readonly confirmation?: Confirmation;
}

export interface Confirmation {
	/** Number of interleaved pairs of runs. */
	readonly pairs: number;
	/** Whether BASE was run again too, or only NEW. */
	readonly baseRedrawn: boolean;
	readonly outcome: "confirmed" | "cleared" | "out of budget";
	readonly seconds: number;
}
