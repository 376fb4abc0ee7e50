/** SU(2) gauge theory with Wilson's action, S = −(β/2) Σ_{x,μ<ν} Re tr P_μν(x), in any dimension from two. */
import type { ActionDefinition } from "../action.js";
import {
	type WilsonParameters,
	wilsonConventions,
	wilsonParameters,
} from "./conventions.js";
import { exactExpectations } from "./exact/expectations.js";
import { wilsonAction } from "./wilson-action.js";

export const su2: ActionDefinition<WilsonParameters> = {
	name: "su2",
	label: "S = −(β/2) Σ_{x,μ<ν} Re tr P_μν(x)",
	reference: "Phys. Rev. D 10 (1974) 2445",
	symbol: "SU(2)",
	parameters: wilsonParameters,
	couplings: { beta: "β" },
	conventions: wilsonConventions(2),
	create: (lattice, { beta }) =>
		wilsonAction(
			"su2",
			"SU2",
			lattice,
			beta,
			exactExpectations("SU2", lattice, beta),
		),
};
