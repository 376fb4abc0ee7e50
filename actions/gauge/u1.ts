/** U(1) gauge theory with Wilson's action, S = −β Σ_{x,μ<ν} cos P_μν(x), in any dimension from two. */
import type { ActionDefinition } from "../action.js";
import {
	type WilsonParameters,
	wilsonConventions,
	wilsonParameters,
} from "./conventions.js";
import { exactExpectations } from "./exact/expectations.js";
import { wilsonAction } from "./wilson-action.js";

export const u1: ActionDefinition<WilsonParameters> = {
	name: "u1",
	label: "S = −β Σ_{x,μ<ν} cos P_μν(x)",
	reference: "Phys. Rev. D 10 (1974) 2445",
	symbol: "U(1)",
	parameters: wilsonParameters,
	couplings: { beta: "β" },
	conventions: wilsonConventions(1),
	create: (lattice, { beta }) =>
		wilsonAction(
			"u1",
			"U1",
			lattice,
			beta,
			exactExpectations("U1", lattice, beta),
		),
};
