/** Rows of finished configurations: what can be said without a clock, and what their makers declare. */
import type { BenchRecord } from "../../core/record.js";
import { formatDuration, formatNumber, formatPercent } from "../text/format.js";
import type { Row } from "./model.js";

/** Whether nobody here has measured what the draws cost. */
export function isUntimed(records: readonly BenchRecord[]): boolean {
	return (
		records.length > 0 &&
		records.every(
			({ cost, environment }) =>
				cost === undefined && environment !== undefined,
		)
	);
}

/** Its place by statistics, its tau in updates, and the declared cost with a dagger. */
export function untimedReason(row: Row, place: number, of: number): string {
	const { essShare, tauInt, seeds } = row;
	const [first] = seeds;
	const every = first?.record.facts?.updatesBetweenConfigurations;
	const share =
		essShare === undefined ? "" : `ESS / draws ${formatPercent(essShare)}, `;
	const updates =
		tauInt !== undefined && typeof every === "number" && every > 1
			? `; τ_int is ${formatNumber(every * tauInt.value)} updates, one stored of ${every}`
			: "";
	return `finished configurations: ${share}number ${place} of ${of} by this${updates}; ${declaredText(first?.record)}`;
}

function declaredText(record: BenchRecord | undefined): string {
	const declared = record?.declaredCost;
	if (declared === undefined) return "cost not stated";
	const { train, draw, unit, device, source } = declared;
	const parts = [
		...(train === undefined ? [] : [`preparation ${formatDuration(train)}`]),
		...(draw === undefined ? [] : [`drawing ${formatDuration(draw)}`]),
	];
	return `†declared by its makers, not measured here: ${parts.join(" and ")} in ${unit}${device === undefined ? "" : ` on ${device}`} (${source})`;
}
