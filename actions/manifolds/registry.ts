/** The manifolds by the names that core/field-space.ts gives them. */
import type { FieldSpace, Manifold } from "../../core/field-space.js";
import { circle } from "./circle.js";
import { line } from "./line.js";
import type { Geometry } from "./manifold.js";
import { sphere } from "./sphere.js";
import { su2 } from "./su2.js";
import { su3 } from "./su3.js";

export const geometries: Readonly<Record<Manifold, Geometry>> = {
	line,
	circle,
	sphere,
	SU2: su2,
	SU3: su3,
};

export function geometryOf(space: FieldSpace): Geometry {
	return geometries[space.manifold];
}
