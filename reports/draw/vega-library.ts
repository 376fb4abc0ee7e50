/**
 * Vega and Vega-Lite. They are hundreds of modules, which Node takes longer to find than to run: the build
 * bundles this file, so nothing else may import the two but for their types.
 */
export * as vega from "vega";
export { compile } from "vega-lite";
