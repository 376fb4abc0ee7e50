/** HMC of local scalar actions: see samplers/hmc/simd/trajectory.as.ts. */
import { momenta, sites } from "./lattice.as";
import { drawMomenta } from "./momenta.as";

export { configureKey } from "../../chain/lanes.as";
export { configureBuffers, configureLattice } from "./lattice.as";
export { advance, configureAction, extract, flowOnly as integrate, insert, start } from "./trajectory.as";
export { configureWaves } from "./wave.as";

export function refresh(trajectory: u32, chain: u32): void {
	drawMomenta(momenta, sites, trajectory, chain, 1);
}
