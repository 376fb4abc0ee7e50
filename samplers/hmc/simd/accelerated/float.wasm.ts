/** HMC of local scalar actions with Fourier acceleration: see samplers/hmc/simd/accelerated/trajectory.as.ts. */
export { configureKey } from "../../../chain/lanes.as";
export { configureBuffers, configureLattice } from "../lattice.as";
export { setPlan } from "../plan.as";
export { configureAction, extract, insert, start } from "../trajectory.as";
export { advance, configureModes } from "./trajectory.as";
