/** The sweeps of the heat bath in U(1), and winding proposals: see samplers/winding/simd/flux.as.ts. */
export * from "../../heatbath/gauge/simd/exports.as";
export { configureFlux, flux } from "./flux.as";
