/** The model's log weights at draws of the target, compared with those at its own draws. */
import type { LogDensityDeviation } from "../../core/log-density-error.js";
import type { EstimatorResult } from "../../core/record.js";
import { forwardEss } from "../../core/statistics/weights/forward-ess.js";

export interface TargetWeights {
	/** -S - log q at (nearly) independent draws of the target. */
	readonly logWeights: Float64Array;
	/** Who drew them. */
	readonly source: string;
	/** How far log q may be off in them. */
	readonly deviation?: LogDensityDeviation;
	/** Why there are no weights, where log q could not be computed. */
	readonly trouble?: string;
}

/** Forward ESS as a number of draws. */
export function forwardOf(
	target: TargetWeights | undefined,
	logWeights: Float64Array,
): Pick<EstimatorResult, "forwardEss" | "forwardEssError"> {
	if (target === undefined || target.logWeights.length === 0) return {};
	if (!target.logWeights.every(Number.isFinite)) return {};
	const { fraction, fractionError } = forwardEss(target.logWeights, logWeights);
	const count = logWeights.length;
	return {
		forwardEss: count * fraction,
		forwardEssError: count * fractionError,
	};
}
