/** HMC of local scalar actions: see samplers/hmc/simd/trajectory.as.ts. */
import * as hmc from "./trajectory.as";

export { configureKey } from "../../chain/lanes.as";
export { configureBuffers, configureLattice } from "./lattice.as";
export { advance, configureAction, extract, flowOnly as integrate, insert, start } from "./trajectory.as";

export function refresh(trajectory: u32, chain: u32): void {
	hmc.refresh(trajectory, chain, 1);
}
