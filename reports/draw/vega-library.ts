/**
 * Vega and Vega-Lite. They consist of hundreds of modules, and finding these takes Node longer than
 * running them. The build bundles this file, so nothing else may import the two libraries, except
 * for their types.
 */
export * as vega from "vega";
export { compile } from "vega-lite";
