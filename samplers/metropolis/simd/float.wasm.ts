/** Metropolis updates of local scalar actions: see samplers/metropolis/simd/metropolis.as.ts. */
export * from "../../chain/local/simd/exports.as";
export { configureWidth, metropolis } from "./metropolis.as";
