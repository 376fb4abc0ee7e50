/** Pieces of the verdict about total cost, and about what one training cannot tell. */
import { formatDuration } from "../text/format.js";
import type { Piece } from "../text/sentence.js";
import { spreadUnknown } from "./completeness.js";
import type { Row } from "./model.js";
import { costOf } from "./prices.js";

/** The number of independent configurations up to which total costs are told, as in the ranking. */
const goal = 1e4;
export const totalGoal = "10⁴";

/** The ranked row with the lowest total cost. Undefined unless every sampler's is known. */
export function cheapestOf(ranked: readonly Row[]): Row | undefined {
	const costs = ranked.map((row) => costOf(row, goal));
	if (costs.some((cost) => cost === undefined)) return undefined;
	const lowest = Math.min(...costs.flatMap((cost) => cost ?? []));
	return ranked[costs.indexOf(lowest)];
}

/** "2.3 s against 14 s of hmc". Empty where a cost is not known. */
export function against(row: Row, other: Row): Piece[] {
	const [own, theirs] = [costOf(row, goal), costOf(other, goal)];
	return own === undefined || theirs === undefined
		? []
		: [
				`${formatDuration(own)} against ${formatDuration(theirs)} of `,
				{ name: other.label },
			];
}

export function bothTotals(best: Row, rival: Row): Piece[] {
	const [own, theirs] = [costOf(best, goal), costOf(rival, goal)];
	return own === undefined || theirs === undefined
		? []
		: [
				`. With preparation, ${totalGoal} independent configurations take ${formatDuration(own)} with `,
				{ name: best.label },
				` and ${formatDuration(theirs)} with `,
				{ name: rival.label },
			];
}

/** What one training cannot tell. Empty where there are several, or none. */
export function spreadSentence(rows: readonly Row[]): Piece[] {
	const names = [
		...new Set(rows.filter(spreadUnknown).map(({ sampler }) => sampler.label)),
	];
	if (names.length === 0) return [];
	return [
		` ${names.length === 1 ? "There is one training of " : "There is one training each of "}`,
		...names.flatMap((name, i): Piece[] =>
			i === 0 ? [{ name }] : [" and ", { name }],
		),
		": how much trainings differ is unknown, and the interval does not contain it.",
	];
}
