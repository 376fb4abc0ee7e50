/** Metropolis updates of local scalar actions: see samplers/metropolis/simd/metropolis.as.ts. */
export { configureKey } from "../../chain/lanes.as";
export {
	begin,
	configureAction,
	configureBuffers,
	configureLattice,
	extract,
	insert,
	measure,
} from "../../chain/local/block.as";
export { configureWidth, metropolis } from "./metropolis.as";
