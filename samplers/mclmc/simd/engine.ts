/**
 * Microcanonical trajectories on the fused kernel, with the chains spread over worker threads: scalar fields with a
 * nearest-neighbour kinetic term and an even polynomial of degree six at most.
 */
import type { Action } from "../../../actions/action.js";
import type { Precision } from "../../chain/engine.js";
import type { HmcEngine } from "../../hmc/engine.js";
import { fusedPolynomial } from "../../hmc/fused.js";
import type { Settings } from "../../hmc/reference/engine.js";
import { trajectoryEngine } from "../../hmc/simd/engine.js";
import type { IsokineticSetup } from "./worker.js";

/** Site updates of a thread in some tenths of a second, and gradients that the rest of a trajectory takes. */
const pace = { updatesPerRound: 2e8, overhead: 8 };

/** @throws Error if the action has no `fusedPolynomial` */
export function createIsokineticEngine(
	action: Action,
	{ chains, key, signal, adjusted = true }: Settings,
	precision: Precision,
	threads: number,
): HmcEngine {
	const { shape, sites } = action.space.lattice;
	const local = fusedPolynomial(action, "simd");
	if (local === undefined)
		throw new Error(`${action.name} has no fused microcanonical kernel`);
	const { kinetic, potential } = local;
	return trajectoryEngine(
		{ precision, chains, size: chains * sites, threads, signal },
		{
			...pace,
			elements: sites,
			totals: 1,
			constant: () => (potential[0] ?? 0) * sites,
		},
		(): IsokineticSetup => ({
			...{ shape, precision, kinetic, potential, key, adjusted },
		}),
		new URL("./worker.js", import.meta.url),
	);
}
