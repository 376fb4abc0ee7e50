/** Cluster updates with local updates between them: see samplers/cluster/simd/cluster.as.ts. */

export * from "../../heatbath/scalar/simd/float.wasm";
export { configureWidth, metropolis } from "../../metropolis/simd/metropolis.as";
export { configureClusters, swendsenWang, wolff } from "./cluster.as";
