/**
 * What the engines of this folder share: chains that take their trajectories one after another on the
 * host, with the accept step of the float64 kernel.
 */
import type { Action } from "../../../actions/action.js";
import { placesOf } from "../../chain/engine.js";
import { totalsOf } from "../../chain/totals.js";
import type { Batch, HmcEngine, Trajectory } from "../engine.js";
import { drawLogUniform } from "./momenta.js";

type Fields = Float32Array | Float64Array;

/** What differs. Arrays of fields are [chains, ...space.shape]. */
export interface Motion
	extends Pick<HmcEngine, "name" | "overhead" | "updatesPerRound"> {
	/** All chains. Its type is the precision of stored fields. */
	readonly state: Fields;
	/** S of each chain. */
	values(): Promise<Float64Array>;
	/** All chains along one trajectory. The state stays as it is. */
	propose(trajectory: Trajectory): Promise<Proposal>;
	/** Called when a run has no trajectories. */
	compile?(): Promise<void>;
}

export interface Proposal {
	/** On their manifold. */
	readonly fields: Fields;
	/** S of each chain, of these fields. */
	readonly action: Float64Array;
	/** Adds the change of a chain's kinetic energy to that of S. */
	addKinetic(chain: number, change: number): number;
}

export interface Settings {
	readonly chains: number;
	readonly key: readonly [number, number];
	readonly signal?: AbortSignal | undefined;
	/** False: every trajectory is accepted, which leaves a bias of the order of the step size squared. */
	readonly adjusted?: boolean;
}

export function referenceEngine(
	action: Action,
	{ chains, key, signal, adjusted = true }: Settings,
	motion: Motion,
): HmcEngine {
	const { size } = action.space;
	const { state, name, overhead, updatesPerRound } = motion;
	const totals = totalsOf(action);
	let energies: Float64Array | null = null;
	const part = (array: Fields, chain: number) =>
		array.subarray(chain * size, (chain + 1) * size);
	const allocate = (length: number): Fields =>
		state instanceof Float32Array
			? new Float32Array(length)
			: new Float64Array(length);

	/** Runs one trajectory of all chains and writes entry `at` of each chain's run in the batch. */
	const advance = async (
		trajectory: Trajectory,
		batch: Batch,
		count: number,
		at: number,
	): Promise<void> => {
		energies ??= await motion.values();
		const proposal = await motion.propose(trajectory);
		for (let chain = 0; chain < chains; chain++) {
			let change = proposal.addKinetic(
				chain,
				proposal.action[chain] - energies[chain],
			);
			// A diverged trajectory has infinite energy and is rejected.
			if (!Number.isFinite(change)) change = Number.POSITIVE_INFINITY;
			const accepted = adjusted
				? drawLogUniform(key, trajectory.number, chain) < -change
				: change < Number.POSITIVE_INFINITY;
			if (accepted) {
				part(state, chain).set(part(proposal.fields, chain));
				energies[chain] = proposal.action[chain];
			}
			const entry = chain * count + at;
			totals.forEach(({ sum }, k) => {
				batch.totals[k][entry] = sum(state, chain * size);
			});
			batch.action[entry] = energies[chain];
			batch.energyChange[entry] = change;
			batch.accepted[entry] = accepted ? 1 : 0;
		}
	};

	return {
		chains,
		name,
		overhead,
		updatesPerRound,
		load(fields) {
			state.set(fields);
			energies = null;
		},
		fields: async () => state.slice(),
		allocate,
		async run(trajectories, store) {
			signal?.throwIfAborted();
			const count = trajectories.length;
			if (count === 0) await motion.compile?.();
			const entries = () => new Float64Array(chains * count);
			const batch: Batch = {
				action: entries(),
				totals: totals.map(entries),
				energyChange: entries(),
				accepted: new Uint8Array(chains * count),
			};
			for (const [t, trajectory] of trajectories.entries()) {
				signal?.throwIfAborted();
				await advance(trajectory, batch, count, t);
				const placeOf = placesOf(store, t, size);
				for (let chain = 0; chain < chains; chain++)
					placeOf?.(chain).set(part(state, chain));
			}
			return batch;
		},
		dispose() {},
	};
}
