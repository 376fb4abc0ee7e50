/**
 * Chains in the latent space of a flow on its fused kernel, spread over worker threads. What a run
 * returns and stores are fields, S and totals of the images; `load` and `fields` keep the latent
 * configurations, from which a chain goes on.
 */
import type { Action } from "../../../actions/action.js";
import {
	createPool,
	sharedFloat32,
	sharedFloat64,
	sharedUint8,
} from "../../../tensor/workers.js";
import { spread } from "../../chain/spread.js";
import { flowSetup } from "../../flow/simd/engine.js";
import type { Batch, HmcEngine } from "../../hmc/engine.js";
import type { TrainedFlow } from "../trained.js";
import type { LatentJob } from "./worker.js";

/** Samples of a block in the kernels of flows. */
const lanes = 8;
/** The flow at the end of a trajectory, without its gradient. */
const overheadGradients = 0.5;
/** A gradient by way of a flow takes about as long as 200 of the target itself. */
const updatesPerRound = 1e6;

export function createLatentEngine(
	action: Action,
	{ flow, parameters }: TrainedFlow,
	chains: number,
	key: readonly [number, number],
	threads: number,
	signal: AbortSignal,
): HmcEngine {
	const setup = flowSetup(flow, action);
	const { sites } = action.space.lattice;
	const weights = sharedFloat32(parameters.length);
	weights.set(parameters);
	const latent = sharedFloat64(chains * sites);
	const pool = createPool<LatentJob>(
		new URL("./worker.js", import.meta.url),
		Math.min(threads, Math.ceil(chains / lanes)),
	);
	return {
		chains,
		name: "fused kernel of the flow, float32",
		overhead: overheadGradients,
		updatesPerRound: updatesPerRound * pool.threads,
		load(fields) {
			latent.set(fields);
		},
		async fields() {
			return latent.slice();
		},
		allocate: sharedFloat32,
		async run(trajectories, store) {
			signal.throwIfAborted();
			const entries = chains * trajectories.length;
			const batch: Batch = {
				action: sharedFloat64(entries),
				totals: [sharedFloat64(entries)],
				energyChange: sharedFloat64(entries),
				accepted: sharedUint8(entries),
			};
			await pool.map(
				spread(chains, lanes, pool.threads, pool.threads).map(([from, to]) => ({
					setup,
					parameters: weights,
					key,
					trajectories,
					from,
					to,
					store: store ?? null,
					latent,
					batch,
				})),
				signal,
			);
			return batch;
		},
		dispose() {
			void pool.destroy();
		},
	};
}
