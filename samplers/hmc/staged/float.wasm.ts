/** HMC of local scalar actions by any schedule: see samplers/hmc/staged/trajectory.as.ts. */
export { configureKey } from "../../chain/lanes.as";
export { configureBuffers, configureLattice } from "../simd/lattice.as";
export { setPlan } from "../simd/plan.as";
export { configureAction, extract, insert, start } from "../simd/trajectory.as";
export { advance, configureStages, integrate } from "./trajectory.as";
