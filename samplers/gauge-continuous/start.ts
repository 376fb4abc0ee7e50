/** Haar links by number: sample n of a stream is the same in any batch and thread. */

import { projections } from "../../actions/manifolds/projection.js";
import { element } from "../../core/elements.js";
import { latentNormals, type StreamKey } from "../flow/latent.js";
import type { GaugeModel } from "./model.js";

type Group = GaugeModel["group"];

const reals = { U1: 1, SU2: 4, SU3: 18 } as const;

/**
 * Independent normals brought to the group are Haar's: the phase of a complex normal, the direction of four,
 * orthonormal rows of complex ones. `size` reals.
 */
export function startFields(
	group: Group,
	key: StreamKey,
	number: number,
	size: number,
): Float64Array {
	const count = group === "U1" ? 2 * size : size;
	const normals = new Float32Array(count);
	latentNormals(key, number, 1, count, normals);
	if (group === "U1")
		return Float64Array.from({ length: size }, (_, i) =>
			Math.atan2(element(normals, 2 * i + 1), element(normals, 2 * i)),
		);
	return projected(group, Float64Array.from(normals));
}

/** Elements brought back to the group, in place. */
export function projected(group: Group, fields: Float64Array): Float64Array {
	projections[group === "U1" ? "circle" : group](fields, reals[group]);
	return fields;
}

/** As fields are stored: angles between -pi and pi. In place. */
export function wrapped(group: Group, fields: Float64Array): Float64Array {
	return group === "U1" ? projected(group, fields) : fields;
}
