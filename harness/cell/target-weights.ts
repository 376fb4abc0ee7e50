/**
 * The part of another cell's draws of the target that one cell uses, and how far apart the draws must be.
 */
import { defined, element } from "../../core/elements.js";
import { messageOf } from "../../core/errors.js";
import type { FieldSpace } from "../../core/field-space.js";
import type { LogDensityDeviation } from "../../core/log-density-error.js";
import type { EstimatorResult } from "../../core/record.js";
import type { TargetWeights } from "../../metrics/cell/evaluate.js";
import type { Prepared } from "../../samplers/sampler.js";
import type { CellHost } from "./host.js";
import type { TargetSamples } from "./target-samples.js";
import { noDraws } from "./target-source.js";

/**
 * -S - log q at draws of the target that another cell left, if the sampler knows log q.
 *
 * @param deviation how far log q may be off there
 */
export async function targetWeights(
	prepared: Prepared,
	host: CellHost,
	{ shape }: FieldSpace,
	deviation?: LogDensityDeviation,
): Promise<(TargetWeights & Pick<TargetSamples, "final">) | undefined> {
	if (prepared.logDensity === undefined) return undefined;
	const samples = await host.files.targetSamples(shape);
	if (samples === undefined)
		return {
			source: "chains of this run",
			logWeights: new Float64Array(0),
			trouble: noDraws,
			final: false,
		};
	const { fields, action, source, final } = samples;
	const about = {
		source: `${action.length} draws of ${source}`,
		final,
		...defined({ deviation }),
	};
	try {
		const logDensity = await prepared.logDensity(fields);
		const logWeights = logDensity.map(
			(value, i) => -element(action, i) - value,
		);
		return { ...about, logWeights };
	} catch (error) {
		// The cell's own draws stay valid without it.
		const trouble = `log q at draws of the target: ${messageOf(error)}`;
		return { ...about, logWeights: new Float64Array(0), trouble };
	}
}

/** The distance, in measurements, at which draws of a chain count as independent. Undefined if tauInt is unknown. */
export function independentDistance(
	chain: EstimatorResult | undefined,
): number | undefined {
	const { slowest, observables } = chain ?? {};
	if (slowest === undefined) return undefined;
	const tauInt = observables?.[slowest]?.tauInt;
	return tauInt === undefined ? undefined : Math.max(1, Math.ceil(2 * tauInt));
}
