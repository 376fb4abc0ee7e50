/**
 * How an architecture describes itself, so that `flowSampler` can make a sampler of it.
 * samplers/coupling/realnvp.ts is a complete example:
 *
 *   export const realnvp = flowSampler<RealNvpOptions>({
 *     name: "realnvp",
 *     label: "RealNVP: affine checkerboard couplings with convolutions",
 *     reference: "arXiv:1904.12072",
 *     options,
 *     supports: supportsCoupling,
 *     build: (action, chosen) =>
 *       couplingFlow(action.space.lattice, couplingConfig(action, chosen, { kind: "affine" })),
 *   });
 */

import type { ZodType } from "zod";
import type { Action } from "../../actions/action.js";
import type { LogDensityDeviation } from "../../core/log-density-error.js";
import type { Verdict } from "../../core/verdict.js";
import type { Context } from "../sampler.js";
import type { FlowState } from "./engine.js";
import type { Flow, FlowSettings, FlowShape } from "./flow.js";
import type { TrainingMonitor, TrainingTargets } from "./training/look.js";
import type { TrainingOptions } from "./training/options.js";

/** How to draw, after training. */
export interface Settled {
	readonly settings: FlowSettings;
	/** Of log q as drawn. */
	readonly deviation: LogDensityDeviation;
	/** How that was measured. */
	readonly source: string;
	/** For the record. */
	readonly facts: Readonly<Record<string, number | string>>;
}

/** What a flow brings to the training and drawing that all share. */
export interface TrainedDefinition<
	O extends TrainingOptions,
	F extends FlowShape,
> {
	readonly name: string;
	/** The flow's own check of its training. */
	monitor?(action: Action, options: O): TrainingMonitor | undefined;
	/** The targets, if one flow is trained for several. */
	targets?(options: O): TrainingTargets | undefined;
	/**
	 * Chooses the settings for drawing, after training, and measures how far log q is off with them.
	 * Throws if none will do.
	 */
	settle?(
		flow: F,
		state: FlowState,
		context: Context,
		options: O,
		action: Action,
		draws: number | undefined,
	): Promise<Settled>;
	/** Further numbers for the record, after training. */
	facts?(
		flow: F,
		state: FlowState,
		context: Context,
		options: O,
	): Promise<Readonly<Record<string, number | string>>>;
}

export interface FlowDefinition<O extends TrainingOptions>
	extends TrainedDefinition<O, Flow> {
	readonly label: string;
	readonly reference: string;
	readonly documentation?: string;
	readonly options: ZodType<O>;
	/** A flow of links (`Flow.links`); without it, of one real number per site. */
	readonly links?: true;
	/**
	 * Refuses actions that the architecture cannot treat. Fields other than one real number per site
	 * are refused before this is called, unless it is a flow of links.
	 */
	supports?(action: Action, options: O): Verdict;
	/** Whether q(phi) = q(-phi) by construction. Then there is nothing to symmetrise. */
	even?(action: Action, options: O): boolean;
	build(action: Action, options: O): Flow;
	/** Parameters of the action that one training covers. */
	serves?(options: O): readonly string[] | undefined;
}
