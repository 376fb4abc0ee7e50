/** Decides who has a rank, and which: disputes bar, rates order, intervals tie. */

import type { TargetComparison } from "../../core/comparison.js";
import { element } from "../../core/elements.js";
import { ratio, widthOf } from "./combine.js";
import type { Dispute } from "./disputes.js";
import type { Row, RowState } from "./model.js";
import { placeOf } from "./prices.js";
import { untimedReason } from "./untimed.js";

/** The row. If a dispute bars it from the ranking, with the reason. */
export function judged(row: Row, disputes: readonly Dispute[]): Row {
	if (row.state === "failed") return row;
	const keys = new Set(row.seeds.map(({ record }) => record.key));
	const bars = disputes.find(({ barred }) =>
		barred.some((key) => keys.has(key)),
	);
	if (bars === undefined) return row;
	const other = bars.left.keys.some((key) => keys.has(key))
		? bars.right
		: bars.left;
	return {
		...row,
		state: "failed",
		reason: `disagrees with ${other.label} in ${bars.what}`,
	};
}

/** A row of which nothing is confirmed has no rank: to be fast is easy for a sampler of something else. */
export function confirmed(
	row: Row,
	together: TargetComparison | undefined,
): Row {
	if (row.state !== "ranked" && row.state !== "untimed") return row;
	const own = row.checks.some(({ check }) => check.verdict === "pass");
	const place = placeOf(row, together);
	const others = together?.pairs.some(
		({ left, right, verdict }) =>
			verdict === "pass" && (left === place || right === place),
	);
	if (own || others) return row;
	const count = row.checks.length;
	return {
		...row,
		state: "unresolved",
		reason:
			count === 0
				? "nothing was checked: whether it samples the right distribution is open"
				: `none of ${count === 1 ? "its one check" : `its ${count} checks`} could decide whether it samples the right distribution`,
	};
}

/** Orders the rows, best first. Only ranked rows get numbers, and a sampler that is alone has no place among others. */
export function rank(rows: readonly Row[]): Row[] {
	const alone = new Set(rows.map(({ sampler }) => sampler.key)).size === 1;
	const of = (state: RowState) =>
		rows
			.filter((row) => row.state === state)
			.sort((a, b) => (b.rate?.value ?? 0) - (a.rate?.value ?? 0));
	const ranked = of("ranked").map((row, index, all) => ({
		...row,
		...(alone ? {} : { rank: index + 1 }),
		tiedAbove: index > 0 && !separated(element(all, index - 1), row),
	}));
	const untimed = of("untimed").sort(byShare);
	return byStatistics([
		...ranked,
		...untimed,
		...of("unresolved"),
		...of("failed"),
	]);
}

const byShare = (a: Row, b: Row): number =>
	(b.essShare ?? 0) - (a.essShare ?? 0);

/** Where some rows have no clock, all are also ordered by what needs none. */
function byStatistics(rows: readonly Row[]): Row[] {
	if (!rows.some(({ state }) => state === "untimed")) return [...rows];
	const order = rows
		.filter(({ state }) => state === "ranked" || state === "untimed")
		.sort(byShare);
	return rows.map((row) => {
		const place = order.indexOf(row);
		return place < 0
			? row
			: {
					...row,
					statisticalRank: place + 1,
					...(row.state === "untimed"
						? { reason: untimedReason(row, place + 1, order.length) }
						: {}),
				};
	});
}

/** The rank in a table, why there is none, or null where nobody else is there. */
export function rankText({ rank, state, tiedAbove }: Row): string | null {
	if (rank !== undefined) return `${tiedAbove ? "≈ " : ""}${rank}`;
	return state === "ranked" ? null : state;
}

/** The meaning of a tie with the row above, in words. */
export const tiedMeans = "not separated from the row above at 95 %";

/** Whether the 95 % interval of the ratio of two rates excludes 1. */
function separated(a: Row, b: Row): boolean {
	if (a.log === undefined || b.log === undefined) return false;
	const difference = ratio(a.log, b.log);
	return Math.abs(difference.mean) > widthOf(difference, 0.95);
}
