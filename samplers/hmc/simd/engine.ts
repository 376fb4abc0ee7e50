/**
 * Hamiltonian Monte Carlo on the fused kernels, with the chains spread over worker threads: scalar fields with a
 * nearest-neighbour kinetic term and an even polynomial of degree six at most, and links with Wilson's action.
 */
import type { Action, Polynomial, Wilson } from "../../../actions/action.js";
import { sharedFloat64, sharedUint8 } from "../../../tensor/workers.js";
import type { FieldStore } from "../../chain/engine.js";
import { ChainThreads, type ThreadSettings } from "../../chain/threads.js";
import { wilsonOf } from "../../links/wilson.js";
import type { Batch, HmcEngine, Trajectory } from "../engine.js";
import { fusedPolynomial } from "../fused.js";
import { gradientsOf } from "../integrator.js";
import type { KernelSetup, Precision } from "./memory.js";
import type { KernelJob } from "./worker.js";

/** Work of one job: some tens of milliseconds, so that the cost of messages is negligible. */
const jobsPerRound = 20;

/** What a kernel costs. */
export interface Pace {
	/** Gradients that the rest of a trajectory takes. Only tuning and the size of jobs depend on it. */
	readonly overhead: number;
	/** Elements of one gradient, and how many a thread updates in some tenths of a second. */
	readonly elements: number;
	readonly updatesPerRound: number;
	/** Number of totals, and a constant of S that the kernel leaves out. */
	readonly totals: 0 | 1;
	constant(): number;
}

/** Site updates of a thread in some tenths of a second, and the overhead in gradients, without and with Fourier acceleration. */
const plainPace = { updatesPerRound: 4e8, overhead: 14 };
const acceleratedPace = { updatesPerRound: 4e7, overhead: 2 };

export interface KernelEngine extends HmcEngine {
	/** Another action of the same lattice from the next run on, as paths in the couplings need it. */
	retarget(action: Polynomial): void;
}

/**
 * @param masses of the modes, with Fourier acceleration; they may change between runs
 * @throws Error if the action has no `fusedPolynomial`
 */
export function createKernelEngine(
	action: Action,
	chains: number,
	precision: Precision,
	key: readonly [number, number],
	threads: number,
	signal?: AbortSignal,
	masses?: Float64Array,
): KernelEngine {
	const { shape, sites } = action.space.lattice;
	const local = fusedPolynomial(action, "simd");
	if (local === undefined)
		throw new Error(`${action.name} has no fused HMC kernel`);
	let { kinetic, potential } = local;
	const engine = trajectoryEngine(
		{ precision, chains, size: chains * sites, threads, signal },
		{
			...(masses === undefined ? plainPace : acceleratedPace),
			elements: sites,
			totals: 1,
			constant: () => (potential[0] ?? 0) * sites,
		},
		(): KernelSetup => ({ shape, precision, kinetic, potential, key, masses }),
	);
	return {
		...engine,
		retarget(next) {
			({ kinetic, potential } = next);
		},
	};
}

/** Link updates of a thread in some tenths of a second, and the overhead in gradients, on one core of an AMD EPYC. */
const linkPace: Readonly<Record<Wilson["group"], readonly [number, number]>> = {
	U1: [2e7, 2],
	SU2: [4e6, 0.7],
	SU3: [6e5, 0.5],
};

/**
 * Links are integrated in float64.
 * @param stored precision of stored fields
 * @throws Error if the action is not Wilson's
 */
export function createLinkEngine(
	action: Action,
	chains: number,
	stored: Precision,
	key: readonly [number, number],
	threads: number,
	signal?: AbortSignal,
): HmcEngine {
	const wilson = wilsonOf(action);
	if (wilson === undefined)
		throw new Error(`${action.name} has no HMC kernel of links`);
	const { size, components, lattice } = action.space;
	const [updatesPerRound, overhead] = linkPace[wilson.group];
	const setup = { ...wilson, shape: lattice.shape, key };
	return trajectoryEngine(
		{
			precision: "float64",
			stored,
			chains,
			size: chains * size,
			threads,
			signal,
		},
		{
			overhead,
			elements: size / components,
			updatesPerRound,
			totals: 0,
			constant: () => 0,
		},
		() => setup,
	);
}

/** @param worker runs the jobs, with kernels that setups are for */
export function trajectoryEngine(
	settings: ThreadSettings,
	{ overhead, elements, updatesPerRound, totals, constant }: Pace,
	setupOf: () => KernelJob["setup"],
	worker = new URL("./worker.js", import.meta.url),
): HmcEngine {
	const { chains } = settings;
	const pool = new ChainThreads<KernelJob>(worker, settings);
	return {
		...pool.engine,
		overhead,
		updatesPerRound: updatesPerRound * pool.threads,
		async run(trajectories: readonly Trajectory[], store?: FieldStore) {
			const entries = chains * trajectories.length;
			const batch: Batch = {
				action: sharedFloat64(entries),
				totals: totals === 0 ? [] : [sharedFloat64(entries)],
				energyChange: sharedFloat64(entries),
				accepted: sharedUint8(entries),
			};
			let gradients = 0;
			for (const { plan } of trajectories)
				gradients += gradientsOf(plan) + overhead;
			const updates = gradients * elements * chains;
			const { state } = pool;
			const setup = setupOf();
			await pool.run(
				(jobsPerRound * updates) / updatesPerRound,
				([from, to]) => ({
					...batch,
					setup,
					chains,
					from,
					to,
					trajectories,
					store,
					state,
				}),
			);
			const shift = constant();
			if (shift !== 0)
				for (let i = 0; i < batch.action.length; i++) batch.action[i] += shift;
			return batch;
		},
	};
}
