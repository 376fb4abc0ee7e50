/** What kernels of sweeps over links export. */
export { configureKey } from "../../../chain/lanes.as";
export { configure, configureBeta } from "../../../links/simd/geometry.as";
export { begin, extract, extractField, insert, layout, measure, resultsAt, toFields } from "./memory.as";
export { heatBath, overrelax } from "./sweeps.as";
