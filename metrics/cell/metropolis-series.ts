/** The measurements of the chain that independence Metropolis makes of weighted draws. */
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import type { Series } from "./measurements.js";
import { metropolisPath } from "./metropolize.js";

/**
 * Share of a Metropolis chain that is dropped because its start is drawn from q; these draws are counted in
 * `draws`.
 */
const burnIn = 0.01;

/** The columns of the chain that independence Metropolis makes of weighted draws, without its first hundredth. */
export function metropolisSeries(series: Series, random: Random): Series {
	const { columns, count, logWeights } = series;
	if (logWeights === undefined) return series;
	const path = metropolisPath(logWeights, random);
	const dropped = Math.floor(burnIn * count);
	const source = path.source.subarray(dropped);
	const gathered: Record<string, Float64Array> = {};
	for (const [name, column] of Object.entries(columns)) {
		gathered[name] = Float64Array.from(source, (i) => element(column, i));
	}
	return {
		kind: "chains",
		count: source.length,
		chains: 1,
		columns: gathered,
		accepted: path.accepted.subarray(dropped),
	};
}
