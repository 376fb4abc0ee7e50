/** One draw of a continuous flow on its way from noise to field, for a picture. */
import { element } from "../../core/elements.js";
import * as tf from "../../tensor/tf.js";
import type { ComposedCnf } from "./reference/flow.js";

/** Pictures of a path. */
const frames = 6;

/** The reference holds a matrix of all pairs of sites, which larger lattices have no room for. */
export const largestPath = 1024;

/** At most `frames` states at even times, the first and the last among them. */
export async function pathOf(
	flow: ComposedCnf,
	parameters: Float32Array,
	latent: Float32Array,
	steps: number,
): Promise<Float32Array[]> {
	const last = Math.min(frames - 1, steps);
	const shown = tf.tidy(() => {
		const states = flow.path(
			tf.tensor1d(parameters),
			tf.tensor2d(latent, [1, latent.length]),
			steps,
		);
		return Array.from({ length: last + 1 }, (_, k) =>
			tf.keep(element(states, Math.round((k * steps) / last))),
		);
	});
	try {
		const fields: Float32Array[] = [];
		for (const state of shown)
			fields.push(Float32Array.from(await state.data()));
		return fields;
	} finally {
		tf.dispose(shown);
	}
}
