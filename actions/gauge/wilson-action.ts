/**
 * Wilson's action of a pure gauge theory in any dimension d >= 2 (K. G. Wilson, Phys. Rev. D 10 (1974) 2445),
 *
 *   S = -(beta/N) sum_{x, mu < nu} Re tr P_{mu nu}(x),
 *   P_{mu nu}(x) = U_mu(x) U_nu(x+mu) U_mu(x+nu)^+ U_nu(x)^+,
 *
 * in TensorFlow.js ops, with respect to the Haar measure of volume 1: beta = 0 gives log Z = 0. Links are
 * [mu, ...lattice.shape, component]. Extents below 3 are refused: there two plaquettes share two links, and
 * local updates and exact formulas are others.
 */
import { defined, element } from "../../core/elements.js";
import { createFieldSpace } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";
import type { Action, Symmetry, Wilson } from "../action.js";
import { matrixDagger, matrixProduct } from "../manifolds/matrix3-ops.js";
import {
	quaternionInverse,
	quaternionProduct,
} from "../manifolds/quaternion.js";
import { shiftForward } from "../shift.js";

/** Products of links, [..., reals of an element] each. */
interface LinkOps {
	readonly multiply: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
	readonly inverse: (a: tf.Tensor) => tf.Tensor;
	/** Re tr / N. */
	readonly trace: (a: tf.Tensor) => tf.Tensor;
}

/** Sum of the reals at `indices` of the last axis. */
function take(a: tf.Tensor, indices: readonly number[]): tf.Tensor {
	const begin = (i: number) => [...Array<number>(a.rank - 1).fill(0), i];
	const size = [...a.shape.slice(0, -1), 1];
	return tf.addN(indices.map((i) => tf.slice(a, begin(i), size)));
}

const linkOps: Readonly<Record<Wilson["group"], LinkOps>> = {
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

/**
 * @param exact expectation values of the theory on this lattice, where they are known
 * @throws RangeError unless the lattice has two directions or more, of three sites or more each
 */
export function wilsonAction(
	name: string,
	group: Wilson["group"],
	lattice: Lattice,
	beta: number,
	exact?: Readonly<Record<string, number>>,
): Action {
	const { shape, dimension } = lattice;
	if (dimension < 2 || shape.some((extent) => extent < 3))
		throw new RangeError(
			`${name} needs two directions or more, of three sites or more each, got [${shape.join(", ")}]`,
		);
	const symmetries = new Set<Symmetry>([
		"translation",
		"gauge",
		"chargeConjugation",
	]);
	if (shape.every((extent) => extent === shape[0]))
		symmetries.add("hypercubic");
	return {
		name,
		family: "gauge",
		space: createFieldSpace({
			lattice,
			per: "link",
			manifold: group === "U1" ? "circle" : group,
		}),
		symmetries,
		parameters: { beta },
		evaluate: (fields) =>
			tf.tidy(() => evaluateWilson(fields, linkOps[group], beta, dimension)),
		structure: { kind: "wilson", group, beta },
		...defined({ exact }),
	};
}

/** [batch, mu, ...shape, component] -> [batch]. */
function evaluateWilson(
	fields: tf.Tensor,
	{ multiply, inverse, trace }: LinkOps,
	beta: number,
	dimension: number,
): tf.Tensor {
	const links = tf.unstack(fields, 1);
	const planes: tf.Tensor[] = [];
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++) {
			const [one, other] = [element(links, mu), element(links, nu)];
			const there = multiply(one, shiftForward(other, mu + 1));
			const back = multiply(other, shiftForward(one, nu + 1));
			const plaquettes = trace(multiply(there, inverse(back)));
			const axes = plaquettes.shape.map((_, axis) => axis).slice(1);
			planes.push(tf.sum(plaquettes, axes));
		}
	return tf.mul(tf.addN(planes), -beta);
}
