/**
 * Line `declines`: an action that a sampler cannot treat must be refused with a reason, and never sampled
 * wrongly. The kit asks with one that is not in the registry.
 */
import type { Action } from "../../../actions/action.js";
import { CellEnding } from "../../../core/errors.js";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import * as tf from "../../../tensor/tf.js";
import { type ConformanceCheck, fail, pass } from "../check.js";

/** Angles on a ring: S = -sum_x cos(phi_{x+1} - phi_x). */
const ring: Action = {
	name: "ring-of-angles",
	family: "spin",
	space: createFieldSpace({ lattice: createLattice([5]), manifold: "circle" }),
	symmetries: new Set(["translation"]),
	parameters: { beta: 1 },
	structure: { kind: "spin", beta: 1 },
	evaluate: (fields) =>
		tf.neg(
			tf.sum(
				tf.cos(
					tf.sub(
						tf.concat(
							[
								tf.slice(fields, [0, 1], [-1, 4]),
								tf.slice(fields, [0, 0], [-1, 1]),
							],
							1,
						),
						fields,
					),
				),
				1,
			),
		),
};

export const declines: ConformanceCheck = {
	name: "declines",
	title: "declines an action that it cannot treat with a reason",
	async run(kit) {
		try {
			const prepared = await kit.prepare(ring, { steps: 10, seconds: 5 });
			const { fields } = await prepared.draw(10);
			await kit.discard(prepared);
			return fields.every(Number.isFinite)
				? pass("it treats five angles on a ring as well")
				: fail("it accepted five angles on a ring and drew what is not finite");
		} catch (error) {
			if (!(error instanceof CellEnding && error.status === "skipped"))
				throw error;
			return pass(`five angles on a ring: ${error.message}`);
		}
	},
};
