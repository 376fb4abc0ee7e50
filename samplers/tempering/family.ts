/**
 * What a family of actions gives to parallel tempering: replicas at values of one coupling x in which S is linear,
 * S = S0 + x X. To add one, write a file beside scalar.ts and one line in tempering.ts.
 */
import type { Action } from "../../actions/action.js";
import type { Random } from "../../core/random.js";
import type { ChainBatch, Precision } from "../chain/engine.js";
import type { Couplings, LocalSetup, Step } from "../chain/local/program.js";
import type { LinkSetup } from "../heatbath/gauge/simd/block.js";
import type { TemperingOptions } from "./options.js";

/** One replica. */
export interface Rung {
	/** Value of the coupling x. */
	readonly value: number;
	readonly scalar?: ScalarRung;
}

/** What the kernels of one real number per site need of it. */
export interface ScalarRung {
	readonly couplings: Couplings;
	/** The same with x + 1, so that the difference of both actions is X. */
	readonly raised: Couplings;
	/** c of the heat bath. */
	readonly shift: number;
}

export type TemperingSetup = LocalSetup | LinkSetup;

export interface Ladder {
	/** The tempered coupling, and its value in the target. */
	readonly coupling: string;
	readonly target: number;
	/** Direction in which the coupling leads to disorder, and a value that it may not pass. */
	readonly direction: 1 | -1;
	readonly bound: number;
	/** How often a rung is looked at again on the fields that it has driven the chains to, before it counts. */
	readonly looks: number;
	/** @param fields of all chains at about this value, for what the updates of the replica need */
	rungAt(value: number, fields?: Float32Array | Float64Array): Rung;
	/** Whether the chains move freely enough at the last value, after a batch there. */
	free(batch: ChainBatch & { readonly derivative: Float64Array }): boolean;
}

/** The replicas of one action. */
export interface Replicas {
	readonly ladder: Ladder;
	setup(key: readonly [number, number]): TemperingSetup;
	/** Of the state, and of stored fields. */
	readonly precision: Precision;
	readonly stored: Precision;
	/** Reals of a configuration's state. */
	readonly stateSize: number;
	/** Arithmetic of one update of a replica. */
	operations(steps: readonly Step[]): number;
	/** Whether a sweep counts as a gradient, and not as an evaluation of S. */
	readonly gradients: boolean;
	/** What the S of the kernel leaves out. */
	readonly constant: number;
	/** The start of all chains, where their state is another form of a configuration. */
	startFields?(random: Random): Float64Array;
}

export interface TemperingFamily {
	/** The condition in words, after "tempering needs". */
	readonly needs: string;
	/** Undefined if the family has no replicas of this action in this coupling. */
	replicasOf(action: Action, options: TemperingOptions): Replicas | undefined;
}
