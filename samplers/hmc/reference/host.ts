/**
 * Trajectories on the host for kinetic energies other than p^2/2: the dynamics says how momenta are
 * drawn, drift and are kicked, and this engine does the rest. S and its gradient are float64 loops for
 * polynomial actions and automatic differentiation for others (actions/host-evaluation.ts).
 *
 * Delta H is the change of S plus the work of all kicks: each kick returns by how much it changed the
 * kinetic energy, for a map that changes volumes including the log of its Jacobian. A drift changes
 * neither.
 */
import type { Action } from "../../../actions/action.js";
import { hostEvaluation } from "../../../actions/host-evaluation.js";
import { totalsOf } from "../../chain/totals.js";
import type { Batch, HmcEngine, Trajectory } from "../engine.js";
import { driftAfter } from "../integrator.js";
import { drawLogUniform, drawMomenta } from "./momenta.js";

/** Motion of one configuration. Arrays hold `space.size` numbers. */
export interface Dynamics {
	/** Turns standard normals into momenta, in place. */
	refresh(momenta: Float64Array): void;
	/** Moves the fields for the time `length`, in place. */
	drift(fields: Float64Array, momenta: Float64Array, length: number): void;
	/** Changes the momenta by the force -slopes for the time `length`, and returns the work. `slopes` may be overwritten. */
	kick(momenta: Float64Array, slopes: Float64Array, length: number): number;
}

export function createHostEngine(
	action: Action,
	dynamics: Dynamics,
	given: {
		readonly name: string;
		readonly chains: number;
		readonly key: readonly [number, number];
		readonly signal?: AbortSignal;
		/** False: every trajectory is accepted, which leaves a bias of the order of the step size squared. */
		readonly adjusted?: boolean;
	},
): HmcEngine {
	const { chains, key, name, signal, adjusted = true } = given;
	const { size } = action.space;
	const { values, gradient } = hostEvaluation(action);
	const totals = totalsOf(action);
	const state = new Float64Array(chains * size);
	const momenta = new Float64Array(chains * size);
	const slopes = new Float64Array(chains * size);
	let energies: Float64Array | null = null;
	const part = (array: Float64Array, chain: number) =>
		array.subarray(chain * size, (chain + 1) * size);

	/** All chains along one trajectory: the proposals, and the work of each. */
	const integrate = async ({ number, plan }: Trajectory) => {
		const fields = state.slice();
		const work = new Float64Array(chains);
		for (let chain = 0; chain < chains; chain++) {
			drawMomenta(key, number, chain, part(momenta, chain));
			dynamics.refresh(part(momenta, chain));
			dynamics.drift(part(fields, chain), part(momenta, chain), plan.drift0);
		}
		for (let index = 0; index < plan.kicks; index++) {
			await gradient(fields, slopes);
			const length = driftAfter(plan, index);
			for (let chain = 0; chain < chains; chain++) {
				const p = part(momenta, chain);
				work[chain] += dynamics.kick(p, part(slopes, chain), plan.kick);
				dynamics.drift(part(fields, chain), p, length);
			}
		}
		return { fields, work };
	};

	const advance = async (
		trajectory: Trajectory,
		batch: Batch,
		count: number,
		at: number,
	): Promise<void> => {
		energies ??= await values(state);
		const { fields, work } = await integrate(trajectory);
		const ends = await values(fields);
		for (let chain = 0; chain < chains; chain++) {
			let change = ends[chain] - energies[chain] + work[chain];
			// A diverged trajectory has infinite energy and is rejected.
			if (!Number.isFinite(change)) change = Number.POSITIVE_INFINITY;
			const accepted = adjusted
				? drawLogUniform(key, trajectory.number, chain) < -change
				: change < Number.POSITIVE_INFINITY;
			if (accepted) {
				part(state, chain).set(part(fields, chain));
				energies[chain] = ends[chain];
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
		overhead: 4,
		updatesPerRound: 1e7,
		load(fields) {
			state.set(fields);
			energies = null;
		},
		fields: async () => state.slice(),
		allocate: (length) => new Float64Array(length),
		async run(trajectories, store) {
			const count = trajectories.length;
			const batch: Batch = {
				action: new Float64Array(chains * count),
				totals: totals.map(() => new Float64Array(chains * count)),
				energyChange: new Float64Array(chains * count),
				accepted: new Uint8Array(chains * count),
			};
			for (const [t, trajectory] of trajectories.entries()) {
				signal?.throwIfAborted();
				await advance(trajectory, batch, count, t);
				if (store === undefined || (t + 1) % store.every !== 0) continue;
				const entry = store.offset + (t + 1) / store.every - 1;
				for (let chain = 0; chain < chains; chain++)
					store.fields.set(
						part(state, chain),
						(chain * store.perChain + entry) * size,
					);
			}
			return batch;
		},
		dispose() {},
	};
}
