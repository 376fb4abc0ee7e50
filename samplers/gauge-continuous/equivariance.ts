/**
 * The symmetries of the density in numbers: log q of draws against log q of the same draws transformed, both
 * by the inverse of the flow. A density that is not invariant has a wrong velocity, or a wrong divergence.
 */

import type { Action } from "../../actions/action.js";
import { transformationsOf } from "../../actions/verify/symmetries.js";
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import type { FlowState } from "../flow/engine.js";

const draws = 16;
/** Fields are float32; their rounding is stretched by the flow. */
const largest = 0.01;

/**
 * The largest change of log q.
 * @throws Error with a sentence where it is more than rounding
 */
export async function equivarianceError(
	{ engine, parameters, settings }: FlowState,
	{ space, symmetries }: Action,
	stream: Random,
): Promise<number> {
	const { fields } = await engine.sample(parameters, stream, 0, draws, {
		settings,
	});
	const density = async (given: Float32Array) =>
		(await engine.density(parameters, given, { settings })).logDensity;
	const before = await density(fields);
	let worst = 0;
	for (const symmetry of symmetries)
		for (const { label, apply } of transformationsOf(symmetry, space, stream)) {
			const moved = new Float32Array(fields.length);
			for (let from = 0; from < fields.length; from += space.size) {
				const one = fields.subarray(from, from + space.size);
				moved.set(apply(Float64Array.from(one)), from);
			}
			const after = await density(moved);
			for (const [i, value] of after.entries()) {
				const change = Math.abs(value - element(before, i));
				if (!(change <= largest))
					throw new Error(
						`log q changes by ${change.toPrecision(2)} when ${label}: the flow's density does not have the symmetries of ${symmetry} that it is built for`,
					);
				worst = Math.max(worst, change);
			}
		}
	return worst;
}
