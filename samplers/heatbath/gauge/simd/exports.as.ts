/** What kernels of sweeps over links export. */

export { configure, configureBeta } from "../../../../actions/gauge/links/simd/geometry.as";
export { configureKey } from "../../../chain/lanes.as";
export { begin, extract, extractField, insert, layout, measure, resultsAt, toFields } from "./memory.as";
export { heatBath, overrelax } from "./sweeps.as";
