/** HMC of local scalar actions by any schedule: see samplers/hmc/simd/staged/trajectory.as.ts. */
export { configureKey } from "../../../chain/lanes.as";
export { configureBuffers, configureLattice } from "../lattice.as";
export { setPlan } from "../plan.as";
export { configureAction, extract, insert, start } from "../trajectory.as";
export { advance, configureStages, integrate } from "./trajectory.as";
