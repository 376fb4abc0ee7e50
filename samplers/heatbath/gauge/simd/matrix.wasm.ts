/**
 * Heat bath and overrelaxation of links: see samplers/heatbath/gauge/simd/sweeps.as.ts. build.mjs compiles it
 * once for each group.
 */
export * from "./exports.as";
