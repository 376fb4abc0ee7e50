/**
 * Elements that rounding has taken off their manifold are brought back, in place. Plain loops without
 * TensorFlow.js, so that a thread that needs no more of a manifold starts quickly.
 */
import type { Manifold } from "../../core/field-space.js";
import { type Geometry, normalise } from "./manifold.js";
import { unitarise } from "./matrix3.js";

const turn = 2 * Math.PI;

export const projections: Readonly<Record<Manifold, Geometry["project"]>> = {
	line: () => {},
	circle: (elements) => {
		for (let i = 0; i < elements.length; i++)
			elements[i] -= turn * Math.floor(elements[i] / turn + 0.5);
	},
	sphere: normalise,
	SU2: (elements) => normalise(elements, 4),
	SU3: unitarise,
};
