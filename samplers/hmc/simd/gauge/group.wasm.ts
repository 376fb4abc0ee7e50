/** HMC of links with Wilson's action: see samplers/hmc/simd/gauge/trajectory.as.ts. build.mjs compiles it once for each group. */

export { configure } from "../../../../actions/gauge/links/simd/geometry.as";
export { configureKey } from "../../../chain/lanes.as";
export { setPlan } from "../plan.as";
export { layout, resultsAt } from "./links.as";
export { advance, extract, insert, integrate, refresh, start } from "./trajectory.as";
