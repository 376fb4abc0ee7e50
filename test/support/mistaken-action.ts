/**
 * The O(2) model forced through as one real number per site of a lattice [2, ...shape]: the component axis
 * taken for a direction. All ops run; what it says of itself is wrong.
 */
import { z } from "zod";
import type { ActionDefinition } from "../../actions/action.js";
import { createFieldSpace } from "../../core/field-space.js";
import { createLattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";
import {
	evaluate,
	type TwoComponentParameters,
} from "./two-component-action.js";

export const mistaken: ActionDefinition<TwoComponentParameters> = {
	name: "mistaken",
	label: "O(2) with its components as direction 0",
	reference: "a test of this program",
	parameters: z.strictObject({ m2: z.number(), lambda: z.number() }),
	create: (lattice, parameters) => {
		const inner = createLattice(lattice.shape.slice(1));
		const order = [0, ...inner.shape.map((_, mu) => mu + 2), 1];
		return {
			name: "mistaken",
			family: "scalar",
			space: createFieldSpace({ lattice }),
			symmetries: new Set(["translation", "signFlip"]),
			parameters,
			evaluate: (fields) =>
				evaluate(tf.transpose(fields, order), inner, parameters),
		};
	},
};
