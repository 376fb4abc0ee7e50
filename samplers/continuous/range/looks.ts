/** Examines a flow for a range of couplings at both ends, where it is worst, and in the middle. */
import type { Random } from "../../../core/random.js";
import { kishFraction } from "../../../core/statistics/weights/log-weights.js";
import { type FlowState, logWeightsOf } from "../../flow/engine.js";
import type { FlowSettings } from "../../flow/flow.js";
import type { CouplingRange } from "./range.js";

/** The settings of the three couplings. */
export function looksOf({ low, high }: CouplingRange): readonly FlowSettings[] {
	return [low, (low + high) / 2, high].map((lambda) => ({ lambda }));
}

/** Effective sample sizes of `draws` fresh draws at each of the three couplings, for the record. */
export async function rangeFacts(
	{ engine, parameters, settings }: FlowState,
	range: CouplingRange,
	stream: Random,
	draws: number,
): Promise<Readonly<Record<string, number>>> {
	const names = ["Low", "Middle", "High"];
	const facts: Record<string, number> = {};
	for (const [i, look] of looksOf(range).entries()) {
		const { logDensity, action } = await engine.sample(
			parameters,
			stream,
			i * draws,
			draws,
			{ settings: { ...settings, ...look } },
		);
		facts[`rangeEss${names[i]}`] = kishFraction(
			logWeightsOf(logDensity, action),
		);
	}
	return facts;
}
