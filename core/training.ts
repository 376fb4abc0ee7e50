/**
 * The fact `training` of a record says how a training ended. Flows write it. Reports show it beside
 * every result of that training.
 */
export const trainingOutcomes = {
	/** The plateau test is passed: neither more steps nor a lower rate have helped. */
	settled: "settled",
	/** A look has seen the effective sample size that the user asked for. */
	reached: "reached its goal",
	/** The budget ended first. */
	stopped: "stopped by its budget",
	/** The last thing that happened was a divergence; the best state before it is handed out. */
	diverged: "diverged",
	/** It ended with an error: there is nothing to hand out. */
	failed: "failed",
	/** Not even one interval between two looks. */
	short: "too short",
} as const;

export type TrainingOutcome =
	(typeof trainingOutcomes)[keyof typeof trainingOutcomes];

/** Names of the facts that go with it. */
export interface TrainingFacts {
	readonly training: TrainingOutcome;
	/** What decided that, in words that follow a colon. */
	readonly trainingReason: string;
	/** Optimiser steps taken, and the one whose state is handed out. */
	readonly trainingSteps: number;
	readonly bestStep: number;
	readonly divergences: number;
	/** Kish's fraction of fresh draws of what is handed out. */
	readonly heldOutEss: number;
	/** The same of the look that chose it: the best of many looks flatters. */
	readonly bestLookEss: number;
	/** Part of the best held-out ESS that came in the second half of training. */
	readonly lateGain?: number;
}

const names: readonly string[] = [
	"training",
	"trainingReason",
	"trainingSteps",
	"bestStep",
	"divergences",
	"bestLookEss",
	"lateGain",
] satisfies (keyof TrainingFacts)[];

/** Those among the facts of a flow that say how its training went, for whoever uses the flow otherwise. */
export function trainingFactsOf<V>(
	facts: Readonly<Record<string, V>>,
): Readonly<Record<string, V>> {
	return Object.fromEntries(
		Object.entries(facts).filter(([name]) => names.includes(name)),
	);
}
