/** Measuring links: see metrics/observables/gauge/simd/measure.ts. build.mjs compiles it once for each group. */
export { configure } from "../../../../actions/gauge/links/simd/geometry.as";
export { closedLines, turns } from "./closed-lines.as";
export { drawLines, plaquettes, rectangles } from "./loops.as";
export { configureLines, insert32, insert64, layout, sumsAt } from "./memory.as";
export { staples } from "./staples.as";
