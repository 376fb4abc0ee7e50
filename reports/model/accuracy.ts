/** What a report must say about a row whose density is less accurate than its draws would allow. */
import type { BenchRecord } from "../../core/record.js";
import { statisticalPart } from "../../core/statistics/weights/systematic.js";
import { formatNumber } from "../text/format.js";
import type { Row } from "./model.js";

/** Said of log Z, which suffers first: averages feel only what varies of an error of log q. */
function accuracyOf({ estimators, facts }: BenchRecord): string | undefined {
	const logZ = estimators?.reweighted?.logZ;
	if (logZ?.systematic === undefined) return undefined;
	const statistical = statisticalPart(logZ);
	if (logZ.systematic <= statistical) return undefined;
	const limit = facts?.logDensityLimit;
	const why = typeof limit === "string" ? `; more is barred by ${limit}` : "";
	return `log q is off by up to ${formatNumber(logZ.systematic, 2)}, more than the statistical error ${formatNumber(statistical, 2)} of log Z${why}`;
}

/** Of several seeds the first that has something to say. */
export function rowAccuracy({
	seeds,
	estimator,
}: Pick<Row, "seeds" | "estimator">): string | undefined {
	if (estimator !== "reweighted") return undefined;
	for (const { seed, record } of seeds) {
		const said = accuracyOf(record);
		if (said !== undefined)
			return seeds.length === 1 ? said : `seed ${seed}: ${said}`;
	}
	return undefined;
}
