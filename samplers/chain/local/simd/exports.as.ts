/** What the kernels of all local updates export. */
export { configureKey } from "../../lanes.as";
export {
	begin,
	configureAction,
	configureBuffers,
	configureLattice,
	extract,
	insert,
	measure,
} from "./block.as";
