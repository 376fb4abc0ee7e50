/**
 * Contract between a flow and the code that trains it or draws from it. One engine evaluates one
 * flow against one action. `composedEngine` runs the reference ops on any backend, `fusedEngine`
 * the kernels on worker threads, and `gpuEngine` the kernels of samplers/flow/gpu/flow.ts.
 *
 * Every sample has a number in its stream (see latent.ts), so the same call gives the same bits
 * with any number of threads.
 *
 *   const engine = await chooseEngine("auto", flow, action, context);
 *   const parameters = flow.initialise(random);
 *   const { fields, logDensity, action: s } = await engine.sample(parameters, stream, 0, 1024);
 *   const ess = kishFraction(logWeightsOf(logDensity, s));
 *   engine.dispose();
 */

import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import { kishFraction } from "../../core/statistics/weights/log-weights.js";
import type { FlowCall, FlowSettings } from "./flow.js";

export interface FlowEngine {
	readonly kind: "composed" | "fused" | "gpu";
	/** V: reals of a configuration. */
	readonly reals: number;
	/** Evaluations of q for one draw, where it is not one. */
	readonly passes?: number;
	/**
	 * The mean loss log q + S over samples `step * batch ... (step + 1) * batch - 1` of the stream,
	 * and its gradient.
	 */
	gradient(
		parameters: Float32Array,
		stream: Random,
		step: number,
		batch: number,
		call?: FlowCall,
	): Promise<FlowGradient>;
	/** Samples `first ... first + count - 1` of the stream, with log q and S of each. */
	sample(
		parameters: Float32Array,
		stream: Random,
		first: number,
		count: number,
		call?: FlowCall,
	): Promise<FlowSamples>;
	/** log q of given fields, [count, V]. */
	density(
		parameters: Float32Array,
		fields: Float32Array,
		call?: FlowCall,
	): Promise<FlowInverse>;
	dispose(): void;
}

/** What is drawn from: an engine, and the parameters and settings that it evaluates. */
export interface FlowState {
	readonly engine: FlowEngine;
	readonly parameters: Float32Array;
	readonly settings: FlowSettings;
}

export interface FlowGradient {
	/** Reverse Kullback-Leibler divergence minus log Z, a mean over the batch. */
	readonly loss: number;
	/** -S - log q of each sample. */
	readonly logWeights: Float64Array;
	/** d loss / d parameters. */
	readonly gradient: Float64Array;
	/** [count, V], where the call gave the latent configurations. */
	readonly fields?: Float32Array;
}

export interface FlowSamples {
	/** [count, V]. */
	readonly fields: Float32Array;
	readonly logDensity: Float64Array;
	readonly action: Float64Array;
}

export interface FlowInverse {
	/** [count, V]. */
	readonly latent: Float32Array;
	readonly logDensity: Float64Array;
}

/** Mean of log q + S = -log w. */
export function meanLoss(logWeights: Float64Array): number {
	let sum = 0;
	for (const logWeight of logWeights) sum -= logWeight;
	return sum / logWeights.length;
}

/** -S - log q. */
export function logWeightsOf(
	logDensity: Float64Array,
	action: Float64Array,
): Float64Array {
	return logDensity.map((value, i) => -element(action, i) - value);
}

/** Mean of the effective fractions of consecutive groups. The samples of a group share a target. */
export function groupedEss(logWeights: Float64Array, group: number): number {
	let sum = 0;
	let groups = 0;
	for (let start = 0; start < logWeights.length; start += group, groups++)
		sum += kishFraction(logWeights.subarray(start, start + group));
	return sum / groups;
}
