/**
 * One definition of every scalar action with nearest-neighbour kinetic term and polynomial
 * potential, in TensorFlow.js ops: S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + V(phi_x) ].
 */
import { defined, element } from "../../core/elements.js";
import { createFieldSpace } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";
import type { Action, Polynomial, Symmetry } from "../action.js";
import { shiftForward } from "../shift.js";

export function scalarAction(
	name: string,
	lattice: Lattice,
	parameters: Readonly<Record<string, number>>,
	polynomial: Polynomial,
	exact?: Readonly<Record<string, number>>,
): Action {
	const structure = { kind: "scalarPolynomial", ...polynomial } as const;
	const symmetries = new Set<Symmetry>(["translation"]);
	if (lattice.shape.every((extent) => extent === lattice.shape[0]))
		symmetries.add("hypercubic");
	if (
		structure.potential.every(
			(coefficient, power) => power % 2 === 0 || coefficient === 0,
		)
	) {
		symmetries.add("signFlip");
	}
	return {
		name,
		family: "scalar",
		space: createFieldSpace({ lattice }),
		symmetries,
		parameters,
		evaluate: (fields) => evaluatePolynomial(fields, lattice, structure),
		structure,
		...defined({ exact }),
	};
}

/** [batch, ...shape] -> [batch]. */
function evaluatePolynomial(
	fields: tf.Tensor,
	lattice: Lattice,
	{ kinetic, potential }: Polynomial,
): tf.Tensor {
	return tf.tidy(() => {
		let density = hornerSum(fields, potential);
		for (let mu = 0; mu < lattice.dimension; mu++) {
			const link = tf.square(tf.sub(shiftForward(fields, mu + 1), fields));
			density = tf.add(density, tf.mul(link, kinetic));
		}
		const axes = lattice.shape.map((_, mu) => mu + 1);
		return tf.sum(density, axes);
	});
}

/** Horner's rule; the coefficient of phi^k is potential[k]. */
function hornerSum(fields: tf.Tensor, potential: readonly number[]): tf.Tensor {
	let value: tf.Tensor = tf.zerosLike(fields);
	for (let power = potential.length - 1; power >= 0; power--) {
		value = tf.add(tf.mul(value, fields), element(potential, power));
	}
	return value;
}
