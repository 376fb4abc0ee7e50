/** The structure of a pure gauge action on which local updates of links rest. */
import type { Action, Wilson } from "../../actions/action.js";

/** Undefined for any other action. */
export function wilsonOf({ structure }: Action): Wilson | undefined {
	return structure?.kind === "wilson" ? structure : undefined;
}
