/** Heat bath and overrelaxation of local scalar actions: see samplers/heatbath/scalar/simd/heat-bath.as.ts. */
export { configureKey } from "../../../chain/lanes.as";
export {
	begin,
	configureAction,
	configureBuffers,
	configureLattice,
	extract,
	insert,
	measure,
} from "../../../chain/local/block.as";
export { configureShift, heatBath, overrelax } from "./heat-bath.as";
