/**
 * Hamiltonian Monte Carlo on the fused kernel, with the chains spread over worker threads. The
 * action must have a nearest-neighbour kinetic term and an even polynomial of degree six at most.
 */
import type { Action, Polynomial } from "../../../actions/action.js";
import { sharedFloat64, sharedUint8 } from "../../../tensor/workers.js";
import type { FieldStore } from "../../chain/engine.js";
import { ChainThreads } from "../../chain/threads.js";
import type { Batch, HmcEngine, Trajectory } from "../engine.js";
import { fusedPolynomial } from "../fused.js";
import type { KernelSetup, Precision } from "./memory.js";
import type { KernelJob } from "./worker.js";

/** Site updates of one job: some tens of milliseconds, so that the cost of messages is negligible. */
const updatesPerJob = 2e7;

/** Measured at 13 to 15 for both precisions and L = 8 ... 64. Only tuning and the size of jobs depend on it. */
const overheadGradients = 14;

export interface KernelEngine extends HmcEngine {
	/** Another action of the same lattice from the next run on, as paths in the couplings need it. */
	retarget(action: Polynomial): void;
}

/** @throws Error if the action has no `fusedPolynomial` */
export function createKernelEngine(
	action: Action,
	chains: number,
	precision: Precision,
	key: readonly [number, number],
	threads: number,
	signal?: AbortSignal,
): KernelEngine {
	const { lattice } = action.space;
	const local = fusedPolynomial(action, "simd");
	if (local === undefined)
		throw new Error(`${action.name} has no fused HMC kernel`);
	let [constant = 0] = local.potential;
	let setup: KernelSetup = {
		shape: lattice.shape,
		precision,
		kinetic: local.kinetic,
		potential: local.potential,
		key,
	};
	const { sites } = lattice;
	const pool = new ChainThreads<KernelJob>(
		new URL("./worker.js", import.meta.url),
		{ precision, chains, size: chains * sites, threads, signal },
	);

	return {
		...pool.engine,
		overhead: overheadGradients,
		updatesPerRound: 4e8 * pool.threads,
		retarget({ kinetic, potential }) {
			setup = { ...setup, kinetic, potential };
			[constant = 0] = potential;
		},
		async run(trajectories: readonly Trajectory[], store?: FieldStore) {
			const count = trajectories.length;
			const batch: Batch = {
				action: sharedFloat64(chains * count),
				totals: [sharedFloat64(chains * count)],
				energyChange: sharedFloat64(chains * count),
				accepted: sharedUint8(chains * count),
			};
			let kicks = 0;
			for (const { plan } of trajectories)
				kicks += plan.kicks + overheadGradients;
			const updates = kicks * sites * chains;
			const { state } = pool;
			await pool.run(updates / updatesPerJob, ([from, to]) => ({
				...batch,
				setup,
				chains,
				from,
				to,
				trajectories,
				store,
				state,
			}));
			if (constant !== 0) {
				for (let i = 0; i < batch.action.length; i++)
					batch.action[i] += constant * sites;
			}
			return batch;
		},
	};
}
