/**
 * O(n) vector spins s_x of unit length on a periodic lattice,
 *
 *   S = -beta sum_{x, mu} s_x . s_(x+mu),
 *
 * n = 2 the XY model, n = 3 Heisenberg's, asymptotically free in two dimensions with instantons.
 */

import { z } from "zod";
import { element } from "../../core/elements.js";
import { createFieldSpace } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";
import type {
	Action,
	ActionDefinition,
	Convention,
	Symmetry,
} from "../action.js";
import { shiftForward } from "../shift.js";
import { ringExpectations } from "./ring.js";

export type SpinParameters = { readonly beta: number; readonly n: number };

const components = z.int().min(2);

/** S = (1/(2 g)) sum (s_(x+mu) - s_x)^2, the sigma model: another constant, beta = 1/g. */
const sigmaModel: Convention<SpinParameters> = {
	label: "S = (1/2g) Σ (s_{x+μ} − s_x)²",
	parameters: z.strictObject({ g: z.number().positive(), n: components }),
	convert: (theirs) => ({
		parameters: { beta: 1 / element(theirs, "g"), n: element(theirs, "n") },
		fieldScale: 1,
	}),
};

/** S = (beta n / 2) sum (s_(x+mu) - s_x)^2: the coupling that stays fixed as n grows. */
const largeN: Convention<SpinParameters> = {
	label: "S = −n β Σ s_x · s_{x+μ}",
	parameters: z.strictObject({ beta: z.number().min(0), n: components }),
	convert: (theirs) => {
		const n = element(theirs, "n");
		return {
			parameters: { beta: n * element(theirs, "beta"), n },
			fieldScale: 1,
		};
	},
};

export const spins: ActionDefinition<SpinParameters> = {
	name: "o-n",
	label: "S = −β Σ_{x,μ} s_x · s_{x+μ}, unit vectors of n components",
	reference: "H. E. Stanley, Phys. Rev. Lett. 20 (1968) 589",
	symbol: "O(n)",
	parameters: z.strictObject({ beta: z.number().min(0), n: components }),
	couplings: { beta: "β" },
	conventions: { "sigma-model": sigmaModel, "large-n": largeN },
	create: createSpins,
};

function createSpins(lattice: Lattice, parameters: SpinParameters): Action {
	const { beta, n } = parameters;
	const { shape, dimension } = lattice;
	const symmetries = new Set<Symmetry>(["translation", "rotation", "signFlip"]);
	if (shape.every((extent) => extent === shape[0]))
		symmetries.add("hypercubic");
	const exact = {
		...(beta > 0 ? { thermometer: beta } : {}),
		...(n === 3 && dimension === 2 ? { topologicalCharge: 0 } : {}),
		...ringExpectations(lattice, beta, n),
	};
	return {
		name: "o-n",
		family: "spin",
		space: createFieldSpace({ lattice, manifold: "sphere", components: n }),
		symmetries,
		parameters,
		structure: { kind: "spin", beta },
		evaluate: (fields) =>
			tf.tidy(() => {
				const axes = fields.shape.map((_, axis) => axis).slice(1);
				const products = Array.from({ length: dimension }, (_, mu) =>
					tf.sum(tf.mul(fields, shiftForward(fields, mu + 1)), axes),
				);
				return tf.mul(tf.addN(products), -beta);
			}),
		exact,
	};
}
