/** Heat bath and overrelaxation of local scalar actions: see samplers/heatbath/scalar/simd/heat-bath.as.ts. */
export * from "../../../chain/local/simd/exports.as";
export { configureShift, heatBath, overrelax } from "./heat-bath.as";
