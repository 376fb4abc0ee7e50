/** Pure gauge theory, S = -(beta/N) sum_{x, mu < nu} Re tr P_{mu nu}(x), one link per site and direction. */
import { z } from "zod";
import type { Action, ActionDefinition } from "../../actions/action.js";
import {
	matrixDagger,
	matrixProduct,
} from "../../actions/manifolds/matrix3.js";
import {
	quaternionInverse,
	quaternionProduct,
} from "../../actions/manifolds/quaternion.js";
import { shiftForward } from "../../actions/shift.js";
import { createFieldSpace } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";

export type GroupName = "U1" | "SU2" | "SU3";

interface Links {
	readonly multiply: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
	readonly inverse: (a: tf.Tensor) => tf.Tensor;
	/** Re tr / N. */
	readonly trace: (a: tf.Tensor) => tf.Tensor;
}

const take = (a: tf.Tensor, indices: readonly number[]) =>
	tf.addN(
		indices.map((i) =>
			tf.slice(
				a,
				[...Array(a.rank - 1).fill(0), i],
				[...a.shape.slice(0, -1), 1],
			),
		),
	);

const groups: Readonly<Record<GroupName, Links>> = {
	U1: { multiply: tf.add, inverse: tf.neg, trace: tf.cos },
	SU2: {
		multiply: quaternionProduct,
		inverse: quaternionInverse,
		trace: (a) => take(a, [0]),
	},
	SU3: {
		multiply: matrixProduct,
		inverse: matrixDagger,
		trace: (a) => tf.div(take(a, [0, 8, 16]), 3),
	},
};

export function pureGauge(
	group: GroupName,
	lattice: Lattice,
	beta: number,
): Action {
	return {
		name: `pure-gauge-${group}`,
		family: "gauge",
		space: createFieldSpace({
			lattice,
			per: "link",
			manifold: group === "U1" ? "circle" : group,
		}),
		symmetries: new Set([
			"translation",
			"hypercubic",
			"gauge",
			"chargeConjugation",
		]),
		parameters: { beta },
		evaluate: (fields) =>
			tf.tidy(() => evaluate(fields, groups[group], beta, lattice)),
		structure: { kind: "wilson", group, beta },
	};
}

function evaluate(
	fields: tf.Tensor,
	{ multiply, inverse, trace }: Links,
	beta: number,
	{ dimension }: Lattice,
): tf.Tensor {
	const links = tf.unstack(fields, 1);
	const planes: tf.Tensor[] = [];
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++) {
			const there = multiply(links[mu], shiftForward(links[nu], mu + 1));
			const back = multiply(links[nu], shiftForward(links[mu], nu + 1));
			const plaquettes = trace(multiply(there, inverse(back)));
			planes.push(
				tf.sum(plaquettes, [...Array(plaquettes.rank).keys()].slice(1)),
			);
		}
	return tf.mul(tf.addN(planes), -beta);
}

/** One group as the registry would hold it. */
export function pureGaugeDefinition(
	group: GroupName,
): ActionDefinition<{ beta: number }> {
	return {
		name: `pure-gauge-${group}`,
		label: "−(β/N) Σ Re tr P",
		reference: "Phys. Rev. D 10 (1974) 2445",
		parameters: z.strictObject({ beta: z.number().positive() }),
		create: (lattice, { beta }) => pureGauge(group, lattice, beta),
	};
}
