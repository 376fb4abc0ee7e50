/** The algebras by group, and for the links of a field space. */
import type { FieldSpace } from "../../../core/field-space.js";
import type { Wilson } from "../../action.js";
import type { LinkAlgebra } from "./algebra.js";
import { su2Algebra } from "./su2.js";
import { su3Algebra } from "./su3.js";
import { u1Algebra } from "./u1.js";

export const linkAlgebras: Readonly<Record<Wilson["group"], LinkAlgebra>> = {
	U1: u1Algebra,
	SU2: su2Algebra,
	SU3: su3Algebra,
};

/** @throws RangeError where the space has no links of a group */
export function linkAlgebra({ per, manifold }: FieldSpace): LinkAlgebra {
	if (per === "link") {
		if (manifold === "circle") return u1Algebra;
		if (manifold === "SU2" || manifold === "SU3") return linkAlgebras[manifold];
	}
	throw new RangeError(`a ${manifold} per ${per} is no link of a group`);
}
