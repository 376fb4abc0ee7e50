import type { Action } from "../../actions/action.js";
import { shiftForward } from "../../actions/shift.js";
import { createFieldSpace } from "../../core/field-space.js";
import { createLattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";

/** S = -beta sum_{x, mu} s_x . s_{x+mu} of unit vectors of n components. */
export function spins(
	shape: readonly number[],
	n: number,
	beta: number,
): Action {
	const lattice = createLattice(shape);
	return {
		name: "spins",
		family: "spin",
		space: createFieldSpace({ lattice, manifold: "sphere", components: n }),
		symmetries: new Set(["translation", "rotation", "signFlip"]),
		parameters: { beta },
		structure: { kind: "spin", beta },
		evaluate: (fields) =>
			tf.tidy(() => {
				const products = shape.map((_, mu) =>
					tf.sum(
						tf.mul(fields, shiftForward(fields, mu + 1)),
						[...Array(fields.rank).keys()].slice(1),
					),
				);
				return tf.mul(tf.addN(products), -beta);
			}),
	};
}
