/** What an architecture says about itself so that `flowSampler` makes a sampler of it. */

import type { ZodType } from "zod";
import type { Action } from "../../actions/action.js";
import type { Verdict } from "../../core/verdict.js";
import type { Context } from "../sampler.js";
import type { FlowEngine } from "./engine.js";
import type { Flow, FlowSettings } from "./flow.js";
import type { TrainingOptions } from "./training/options.js";
import type { TrainingMonitor, TrainingTargets } from "./training/train.js";

export interface FlowDefinition<O extends TrainingOptions> {
	readonly name: string;
	readonly label: string;
	readonly reference: string;
	readonly options: ZodType<O>;
	/** What the architecture itself cannot treat; fields other than one real number per site are refused before. */
	supports?(action: Action, options: O): Verdict;
	/** Whether q(phi) = q(-phi) by construction: there is nothing to symmetrise then. */
	even?(action: Action, options: O): boolean;
	build(action: Action, options: O): Flow;
	/** A look of the flow's own at its training. */
	monitor?(action: Action, options: O): TrainingMonitor | undefined;
	/** Parameters of the action that one training covers. */
	serves?(options: O): readonly string[];
	/** Where one flow is trained for several targets. */
	targets?(options: O): TrainingTargets | undefined;
	/** Settings to draw with, chosen after training. Throws where none will do. */
	settle?(
		engine: FlowEngine,
		parameters: Float32Array,
		settings: FlowSettings,
		context: Context,
		options: O,
		action: Action,
	): Promise<FlowSettings>;
	/** Further numbers for the record, after training. */
	facts?(
		flow: Flow,
		engine: FlowEngine,
		parameters: Float32Array,
		settings: FlowSettings,
		context: Context,
		options: O,
	): Promise<Readonly<Record<string, number | string>>>;
}
