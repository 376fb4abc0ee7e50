/** What a flow declares of the error of its log density. */
import {
	deviationOf,
	type LogDensityError,
} from "../../core/log-density-error.js";
import type { Settled } from "./definition.js";

/** log q of given configurations is off as that of drawn ones, and by the error of the inverse. */
export function declared(
	{ deviation, source }: Settled,
	inverse: Float64Array,
): LogDensityError {
	const back = deviationOf(inverse);
	return {
		drawn: deviation,
		given: inverse.every(Number.isFinite)
			? {
					bias: Math.hypot(deviation.bias, back.bias),
					spread: Math.hypot(deviation.spread, back.spread),
				}
			: deviation,
		source,
	};
}
