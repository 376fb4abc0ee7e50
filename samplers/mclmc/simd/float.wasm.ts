/** Microcanonical Monte Carlo of local scalar actions: see samplers/mclmc/simd/trajectory.as.ts. */
export { configureKey } from "../../chain/lanes.as";
export { acceptAll } from "../../hmc/simd/accept.as";
export { configureBuffers, configureLattice } from "../../hmc/simd/lattice.as";
export { setPlan } from "../../hmc/simd/plan.as";
export { configureAction, extract, insert, start } from "../../hmc/simd/trajectory.as";
export { configureWaves } from "../../hmc/simd/wave.as";
export { advance, integrate } from "./trajectory.as";
