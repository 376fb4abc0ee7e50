/** SU(3) gauge theory with Wilson's action, S = −(β/3) Σ_{x,μ<ν} Re tr P_μν(x), in any dimension from two. */
import type { ActionDefinition } from "../action.js";
import {
	type WilsonParameters,
	wilsonConventions,
	wilsonParameters,
} from "./conventions.js";
import { exactExpectations } from "./exact/expectations.js";
import { wilsonAction } from "./wilson-action.js";

export const su3: ActionDefinition<WilsonParameters> = {
	name: "su3",
	label: "S = −(β/3) Σ_{x,μ<ν} Re tr P_μν(x)",
	reference: "Phys. Rev. D 10 (1974) 2445",
	symbol: "SU(3)",
	parameters: wilsonParameters,
	couplings: { beta: "β" },
	conventions: wilsonConventions(3),
	create: (lattice, { beta }) =>
		wilsonAction(
			"su3",
			"SU3",
			lattice,
			beta,
			exactExpectations("SU3", lattice, beta),
		),
};
