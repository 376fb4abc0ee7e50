/**
 * Pairs of samplers that disagree. At least one of the two is wrong, and only evidence from outside
 * the pair can tell which. A sampler keeps its rank if it fails no check of its own and either
 *
 * - the other sampler fails a check (exact values, stored references, identities, its chains), or
 * - only this sampler is shown to agree with the exact or stored value of everything that the two
 *   dispute.
 *
 * A sampler without such evidence is barred from the ranking, with all of its estimators, on this
 * target and on every machine. Often that is both. Passing other checks is no evidence, since a
 * wrong sampler may be right in many observables. Samplers do not vote: two that share a mistake
 * would outnumber the right one.
 */

import type {
	ComparedRow,
	Comparison,
	PairCheck,
	TargetComparison,
} from "../../core/comparison.js";
import { element, groupBy } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import { formatNumber, formatP } from "../text/format.js";
import type { Piece } from "../text/sentence.js";
import { named } from "./identity.js";
import { type Symbols, symbolOf, symbolsOf, valueSymbol } from "./symbols.js";

export interface Side {
	/** "hmc" or "realnvp · reweighted", fit for display. */
	readonly label: string;
	readonly keys: readonly string[];
	/** Whether it fails checks of its own. */
	readonly broken: boolean;
	/** Whether it is shown to agree with the known value of everything that is disputed. */
	readonly confirmed: boolean;
}

export interface Dispute {
	/** Label of the target. */
	readonly target: string;
	readonly left: Side;
	readonly right: Side;
	/** The largest disagreement. */
	readonly what: string;
	/** The evidence: statistic and p after Holm. */
	readonly evidence: string;
	/** Keys of the records that lose their rank. */
	readonly barred: readonly string[];
}

/** @param records all records that were compared, even if only some of them are shown */
export function disputesOf(
	comparison: Comparison,
	records: readonly BenchRecord[],
): Dispute[] {
	const byKey = groupBy(records, ({ key }) => key);
	const symbols = symbolsOf(records);
	return comparison.targets.flatMap((target) =>
		target.pairs.flatMap((pair) => {
			const worst = worstOf(pair.checks);
			if (pair.verdict !== "fail" || worst === undefined) return [];
			const side = (place: number) => {
				const row = element(target.rows, place);
				const own = row.keys.flatMap((key) => byKey.get(key) ?? []);
				return sideOf(row, own, Object.values(pair.checks));
			};
			const [left, right] = [side(pair.left), side(pair.right)];
			return {
				target: named(target.action.label),
				left,
				right,
				what: checkLabel(worst.name, symbols),
				evidence: evidenceOf(worst.check),
				barred: [
					...(keepsRank(left, right) ? [] : left.keys),
					...(keepsRank(right, left) ? [] : right.keys),
				],
			};
		}),
	);
}

function sideOf(
	row: ComparedRow,
	records: readonly BenchRecord[],
	checks: readonly PairCheck[],
): Side {
	const own = records.map((record) => Object.values(record.checks ?? {}));
	const failed = checks.filter(({ verdict }) => verdict === "fail");
	// If a single mean fails, the joint test only repeats that.
	const single = failed.filter((check) => check.kind === "student");
	const disputed = failed.filter(
		(check) => check.kind !== "hotelling" || single.length === 0,
	);
	// A known mean says nothing about the shape of a law.
	const known = (check: PairCheck): boolean =>
		check.kind === "student" &&
		own.every((list) =>
			list.some(
				(other) =>
					other.observable === check.observable &&
					other.estimator === row.estimator &&
					other.reference !== undefined &&
					other.verdict === "pass",
			),
		);
	return {
		label: rowLabel(row),
		keys: row.keys,
		broken: own.some((list) => list.some(({ verdict }) => verdict === "fail")),
		confirmed: own.length > 0 && disputed.length > 0 && disputed.every(known),
	};
}

function keepsRank(side: Side, other: Side): boolean {
	return !side.broken && (other.broken || (side.confirmed && !other.confirmed));
}

/** The sentence about a dispute, wherever it is shown. */
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
	const kept = keepsRank(left, right)
		? { side: left, other: right }
		: keepsRank(right, left)
			? { side: right, other: left }
			: undefined;
	if (kept === undefined)
		return [
			...start,
			left.broken
				? "both fail checks of their own, and neither is ranked."
				: "at least one is wrong, no other check says which, and neither is ranked.",
		];
	const { side, other } = kept;
	return other.broken
		? [
				...start,
				{ name: other.label },
				" fails checks of its own, and ",
				{ name: side.label },
				" keeps its rank.",
			]
		: [
				...start,
				{ name: side.label },
				" alone agrees with the known value, and keeps its rank.",
			];
}

/**
 * The check with the smallest p-value. The joint test names no observable, so it comes last among
 * the failed checks.
 */
export function worstOf(
	checks: Readonly<Record<string, PairCheck>>,
): { readonly name: string; readonly check: PairCheck } | undefined {
	let worst: { name: string; check: PairCheck } | undefined;
	for (const [name, check] of Object.entries(checks)) {
		const before = worst;
		const rank = (c: PairCheck) => [
			c.verdict !== "fail" ? 2 : c.kind === "hotelling" ? 1 : 0,
			c.p ?? 2,
		];
		const [a, b] = [rank(check), before ? rank(before.check) : [3, 3]];
		if (
			element(a, 0) < element(b, 0) ||
			(a[0] === b[0] && element(a, 1) < element(b, 1))
		)
			worst = { name, check };
	}
	return worst;
}

/** "⟨φ²⟩", "distribution of φ²" or "all means together". */
export function checkLabel(name: string, symbols: Symbols): string {
	const law = "law of ";
	if (name === "joint") return "all means together";
	return name.startsWith(law)
		? `distribution of ${valueSymbol(symbols, name.slice(law.length))}`
		: symbolOf(symbols, name);
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
