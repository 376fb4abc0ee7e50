/**
 * The O(2) model as a field of two real components per site, S = sum_x [ sum_mu |phi_{x+mu} - phi_x|^2 +
 * m2 |phi_x|^2 + lambda |phi_x|^4 ]: what an action of one's own needs, and no more.
 */
import { z } from "zod";
import type { ActionDefinition } from "../../actions/action.js";
import { shiftForward } from "../../actions/shift.js";
import { createFieldSpace } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";

export type TwoComponentParameters = { m2: number; lambda: number };

export const twoComponent: ActionDefinition<TwoComponentParameters> = {
	name: "two-component",
	label: "Σ |φ_{x+μ} − φ_x|² + m² |φ|² + λ |φ|⁴, two components",
	reference: "a test of this program",
	parameters: z.strictObject({
		m2: z.number(),
		lambda: z.number().nonnegative(),
	}),
	create: (lattice, parameters) => ({
		name: "two-component",
		family: "scalar",
		space: createFieldSpace({ lattice, components: 2 }),
		symmetries: new Set(["translation", "hypercubic", "signFlip", "rotation"]),
		parameters,
		evaluate: (fields) => evaluate(fields, lattice, parameters),
	}),
};

/** [batch, ...shape, n] -> [batch]. */
export function evaluate(
	fields: tf.Tensor,
	lattice: Lattice,
	{ m2, lambda }: TwoComponentParameters,
): tf.Tensor {
	return tf.tidy(() => {
		const length2 = tf.sum(tf.square(fields), fields.rank - 1);
		let density = tf.mul(length2, tf.add(tf.mul(length2, lambda), m2));
		for (let mu = 0; mu < lattice.dimension; mu++) {
			const link = tf.square(tf.sub(shiftForward(fields, mu + 1), fields));
			density = tf.add(density, tf.sum(link, fields.rank - 1));
		}
		return tf.sum(
			density,
			lattice.shape.map((_, mu) => mu + 1),
		);
	});
}
