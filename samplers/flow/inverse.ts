/**
 * How well a flow knows log q of a given field that it did not draw. Couplings invert up to
 * float32, continuous flows up to their integrator.
 */
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import type { FlowState } from "./engine.js";

const draws = 64;

/** log q from the inverse minus log q as drawn, for fresh draws; infinite if the inverse fails. */
export async function inverseErrors(
	{ engine, parameters, settings }: FlowState,
	stream: Random,
): Promise<Float64Array> {
	const call = { settings };
	const drawn = await engine.sample(parameters, stream, 0, draws, call);
	let logDensity: Float64Array;
	try {
		({ logDensity } = await engine.density(parameters, drawn.fields, call));
	} catch {
		// A continuous flow throws if its steps are too coarse for the inversion.
		return new Float64Array(draws).fill(Number.POSITIVE_INFINITY);
	}
	return logDensity.map((value, i) => value - element(drawn.logDensity, i));
}
