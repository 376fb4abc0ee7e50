/** The start of the chains. */

import type { Action } from "../../actions/action.js";
import { geometryOf } from "../../actions/manifolds/registry.js";
import { element } from "../../core/elements.js";
import { type FieldSpace, isRealScalar } from "../../core/field-space.js";
import type { Random } from "../../core/random.js";
import { fieldScale } from "./field-scale.js";

/** The resolved value of `auto`: the wells for one real number per site, otherwise a hot start. */
export type StartName = "wells" | "hot" | "cold";

export function startOf(
	space: FieldSpace,
	start: StartName | "auto",
): StartName {
	if (start !== "auto") return start;
	return isRealScalar(space) ? "wells" : "hot";
}

/**
 * [chains, ...space.shape]. A hot start is normals of width `fieldScale` on a line, and the uniform
 * measure elsewhere.
 */
export function startFields(
	action: Action,
	start: StartName,
	chains: number,
	random: Random,
): Float64Array {
	const { size, components, manifold } = action.space;
	const geometry = geometryOf(action.space);
	const fields = new Float64Array(chains * size);
	if (start === "cold") {
		const origin = geometry.origin(components);
		return fields.map((_, i) => element(origin, i % components));
	}
	geometry.uniform(random, fields, components);
	if (manifold !== "line") return fields;
	const scale = fieldScale(action);
	for (let chain = 0; chain < chains; chain++) {
		const centre = start === "wells" ? (chain % 2 === 0 ? scale : -scale) : 0;
		const spread = start === "wells" ? 0.1 * scale : scale;
		for (let i = chain * size; i < (chain + 1) * size; i++)
			fields[i] = centre + spread * element(fields, i);
	}
	return fields;
}
