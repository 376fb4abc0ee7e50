/** HMC of local scalar actions, fields in float64: see samplers/hmc/simd/trajectory.as.ts. */
import * as hmc from "./trajectory.as";

export { configureBuffers, configureLattice } from "./lattice.as";
export { configureAction, configureKey } from "./trajectory.as";

export function start(): void {
	hmc.start<f64>();
}

export function advance(
	trajectory: u32,
	chain: u32,
	kicks: i32,
	kick: f64,
	drift0: f64,
	drift1: f64,
	drift2: f64,
): void {
	hmc.advance<f64>(trajectory, chain, kicks, kick, drift0, drift1, drift2);
}

export function refresh(trajectory: u32, chain: u32): void {
	hmc.refresh<f64>(trajectory, chain, 1);
}

export function integrate(kicks: i32, kick: f64, drift0: f64, drift1: f64, drift2: f64): void {
	hmc.flowOnly<f64>(kicks, kick, drift0, drift1, drift2);
}

export function extract(lane: i32, target: usize): void {
	hmc.extract<f64>(lane, target);
}

export function insert(lane: i32, source: usize): void {
	hmc.insert<f64>(lane, source);
}
