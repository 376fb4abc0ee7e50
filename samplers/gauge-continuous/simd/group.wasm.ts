/** The flow of links: see samplers/gauge-continuous/simd/flow.as.ts. build.mjs compiles it once for each group. */
export { extract, insert, look, resultsAt, start, step, trace } from "./flow.as";
export { configure, layout } from "./memory.as";
