/**
 * Pairs of samplers that disagree. At least one of the two is wrong, and which one is for evidence
 * from outside the pair to say:
 *
 * - one of them fails checks of its own (exact values, stored references, identities, its chains):
 *   it is barred from the ranking, through all of its estimators, and the other keeps its rank;
 * - neither does, or both do: neither is ranked on that target, on any machine.
 *
 * A passed check vindicates nobody, since a wrong sampler may be right in many observables, and
 * samplers do not vote: two that share a mistake would outnumber the one without it.
 */
import type {
	ComparedRow,
	Comparison,
	PairCheck,
	TargetComparison,
} from "../../core/comparison.js";
import type { BenchRecord } from "../../core/record.js";
import { printable } from "./escape.js";
import { formatNumber, formatP } from "./format.js";
import { named } from "./identity.js";
import { observableLabel } from "./observable-names.js";
import type { Piece } from "./sentence.js";

export interface Side {
	/** "hmc" or "realnvp · reweighted", fit for display. */
	readonly label: string;
	readonly keys: readonly string[];
	/** Whether it fails checks of its own. */
	readonly broken: boolean;
}

export interface Dispute {
	/** Label of the target. */
	readonly target: string;
	readonly left: Side;
	readonly right: Side;
	/** What they disagree about most. */
	readonly what: string;
	/** The evidence: statistic and p after Holm. */
	readonly evidence: string;
	/** Keys of the records that lose their rank. */
	readonly barred: readonly string[];
}

/** @param records all that were compared, also where only some of them are shown */
export function disputesOf(
	comparison: Comparison,
	records: readonly BenchRecord[],
): Dispute[] {
	const broken = new Set(
		records.flatMap((record) =>
			Object.values(record.checks ?? {}).some(
				({ verdict }) => verdict === "fail",
			)
				? record.key
				: [],
		),
	);
	return comparison.targets.flatMap((target) =>
		target.pairs.flatMap((pair) => {
			const [left, right] = [pair.left, pair.right].map((place): Side => {
				const row = target.rows[place];
				return {
					label: rowLabel(row),
					keys: row.keys,
					broken: row.keys.some((key) => broken.has(key)),
				};
			});
			const worst = worstOf(pair.checks);
			if (pair.verdict !== "fail" || worst === undefined) return [];
			const both = left.broken === right.broken;
			return {
				target: named(target.action.label),
				left,
				right,
				what: checkLabel(worst.name),
				evidence: evidenceOf(worst.check),
				barred: [
					...(both || left.broken ? left.keys : []),
					...(both || right.broken ? right.keys : []),
				],
			};
		}),
	);
}

/** What is said of a dispute wherever it is shown. */
export function disputeSentence({
	target,
	left,
	right,
	what,
	evidence,
}: Dispute): readonly Piece[] {
	const start: Piece[] = [
		{ name: left.label },
		" and ",
		{ name: right.label },
		" disagree on ",
		{ name: target },
		` in ${what} (${evidence}): `,
	];
	if (left.broken === right.broken)
		return [
			...start,
			left.broken
				? "both fail checks of their own, and neither is ranked."
				: "at least one is wrong, no other check says which, and neither is ranked.",
		];
	const [wrong, other] = left.broken ? [left, right] : [right, left];
	return [
		...start,
		{ name: wrong.label },
		" fails checks of its own, and ",
		{ name: other.label },
		" keeps its rank.",
	];
}

/** The check with the smallest p-value. */
export function worstOf(
	checks: Readonly<Record<string, PairCheck>>,
): { readonly name: string; readonly check: PairCheck } | undefined {
	let worst: { name: string; check: PairCheck } | undefined;
	for (const [name, check] of Object.entries(checks)) {
		const before = worst;
		const rank = (c: PairCheck) => [c.verdict === "fail" ? 0 : 1, c.p ?? 2];
		const [a, b] = [rank(check), before ? rank(before.check) : [3, 3]];
		if (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1])) worst = { name, check };
	}
	return worst;
}

/** "φ²" or "law of φ²". */
export function checkLabel(name: string): string {
	const law = "law of ";
	return printable(
		name.startsWith(law)
			? law + observableLabel(name.slice(law.length))
			: observableLabel(name),
	);
}

export function rowLabel(row: ComparedRow): string {
	const label = named(row.sampler);
	return row.estimator === "chain" ? label : `${label} · ${row.estimator}`;
}

/** The part of the comparison that these records of one target belong to. */
export function targetOfRecords(
	comparison: Comparison,
	records: readonly BenchRecord[],
): TargetComparison | undefined {
	const keys = new Set(records.map(({ key }) => key));
	return comparison.targets.find(({ rows }) =>
		rows.some((row) => row.keys.some((key) => keys.has(key))),
	);
}

function evidenceOf(check: PairCheck): string {
	const z =
		check.kind === "student" && check.statistic !== undefined
			? `z = ${formatNumber(check.statistic)}, `
			: "";
	return `${z}${formatP(check.adjusted ?? check.p ?? 1)} after Holm`;
}
