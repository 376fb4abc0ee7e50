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
import type { HmcEngine } from "../engine.js";
import { stageOf } from "../integrator.js";
import { referenceEngine, type Settings } from "./engine.js";
import { drawMomenta } from "./momenta.js";

/** Motion of one configuration. Arrays hold `space.size` numbers. */
export interface Dynamics {
	/** Turns standard normals into momenta, in place. */
	refresh(momenta: Float64Array): void;
	/** Moves the fields for the time `length`, in place. */
	drift(fields: Float64Array, momenta: Float64Array, length: number): void;
	/** Changes the momenta by the force -slopes for the time `length`, and returns the work. `slopes` may be overwritten. */
	kick(momenta: Float64Array, slopes: Float64Array, length: number): number;
}

/** @param name for the record */
export function createHostEngine(
	action: Action,
	dynamics: Dynamics,
	settings: Settings & { readonly name: string },
): HmcEngine {
	const { chains, key, name } = settings;
	const { size } = action.space;
	const { values, gradient } = hostEvaluation(action);
	const state = new Float64Array(chains * size);
	const momenta = new Float64Array(chains * size);
	const slopes = new Float64Array(chains * size);
	const part = (array: Float64Array, chain: number) =>
		array.subarray(chain * size, (chain + 1) * size);

	/** From the gradient at `fields` in `slopes`, that where a particle comes in unit time that a kick sent off from rest. */
	const displacedGradient = async (
		fields: Float64Array,
		displacement: number,
	): Promise<void> => {
		const there = fields.slice();
		const push = new Float64Array(size);
		for (let chain = 0; chain < chains; chain++) {
			dynamics.kick(push.fill(0), part(slopes, chain), displacement);
			dynamics.drift(part(there, chain), push, 1);
		}
		await gradient(there, slopes);
	};

	return referenceEngine(action, settings, {
		name,
		overhead: 4,
		updatesPerRound: 1e7,
		state,
		values: () => values(state),
		async propose({ number, plan }) {
			const fields = state.slice();
			const work = new Float64Array(chains);
			for (let chain = 0; chain < chains; chain++) {
				drawMomenta(key, number, chain, part(momenta, chain));
				dynamics.refresh(part(momenta, chain));
				dynamics.drift(part(fields, chain), part(momenta, chain), plan.drift0);
			}
			for (let index = 0; index < plan.kicks; index++) {
				const { kick, displacement, drift } = stageOf(plan, index);
				await gradient(fields, slopes);
				if (displacement !== 0) await displacedGradient(fields, displacement);
				for (let chain = 0; chain < chains; chain++) {
					const p = part(momenta, chain);
					work[chain] += dynamics.kick(p, part(slopes, chain), kick);
					dynamics.drift(part(fields, chain), p, drift);
				}
			}
			return {
				fields,
				action: await values(fields),
				addKinetic: (chain, change) => change + work[chain],
			};
		},
	});
}
