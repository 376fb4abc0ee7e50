/** HMC of local scalar actions with Fourier acceleration: see samplers/hmc/accelerated/trajectory.as.ts. */
export { configureKey } from "../../chain/lanes.as";
export { configureBuffers, configureLattice } from "../simd/lattice.as";
export { setPlan } from "../simd/plan.as";
export { configureAction, extract, insert, start } from "../simd/trajectory.as";
export { advance, configureModes } from "./trajectory.as";
