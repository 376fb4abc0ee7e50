/** Whether the samplers agree with each other: one line for each pair, with its largest difference. */

import type { Pair, TargetComparison } from "../../core/comparison.js";
import { element } from "../../core/elements.js";
import { checkLabel, rowLabel, worstOf } from "../model/disputes.js";
import type { Section } from "../model/model.js";
import type { Symbols } from "../model/symbols.js";
import type { DataTable } from "../report.js";
import { escapeHtml } from "../text/escape.js";
import { formatNumber, formatP, plural } from "../text/format.js";
import { dataTable } from "./elements.js";

const reading =
	"Each line compares two samplers in every observable that both resolve and, where their histories are stored, in all means together (Hotelling's T², which counts their correlations) and in the shape of the distributions; shown is what sets them apart most. They disagree if p, corrected after Holm for all comparisons of this target, is below 0.001, and they agree if every difference is shown to be below a tenth of a standard deviation.";

const verdicts = {
	pass: "agree",
	fail: "disagree",
	inconclusive: "undecided",
} as const;

export function pairsHtml(section: Section): string {
	const { comparison } = section;
	const order = ["fail", "inconclusive", "pass"];
	const pairs = [...(comparison?.pairs ?? [])].sort(
		(a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict),
	);
	if (comparison === undefined || pairs.length === 0) return "";
	const open = pairs.filter(({ verdict }) => verdict !== "pass");
	const agreeing = pairs.filter(({ verdict }) => verdict === "pass");
	// Undecided pairs are always visible. A long list of pairs that agree is folded.
	const folded = pairs.length > most && agreeing.length > 1;
	const label = `Agreement between samplers on ${section.target.label}`;
	const seen = folded ? open : pairs;
	const id = `${section.id}-pairs`;
	const failed = pairs.filter(({ verdict }) => verdict === "fail").length;
	const said =
		failed > 0
			? `: ${failed} of ${pairs.length} disagree`
			: open.length === 0 && pairs.length > 1
				? `: all ${plural(pairs.length, "pair")} agree`
				: "";
	return `<section class="pairs" aria-labelledby="${id}"><h3 id="${id}">Agreement between samplers${said}</h3>${seen.length > 0 ? dataTable(tableOf(comparison, seen, section.symbols), label) : ""}${folded ? `<details><summary>${plural(agreeing.length, "pair")} that agree</summary>${dataTable(tableOf(comparison, agreeing, section.symbols), label)}</details>` : ""}<p class="reading"><b>How to read this.</b> ${escapeHtml(reading)}</p></section>`;
}

/** If there are more pairs than this, those that agree are folded. */
const most = 10;

function tableOf(
	comparison: TargetComparison,
	pairs: readonly Pair[],
	symbols: Symbols,
): DataTable {
	const rows = pairs.map((pair) => {
		const worst = worstOf(pair.checks);
		const checks = Object.values(pair.checks);
		const open = checks.filter(({ verdict }) => verdict !== "pass").length;
		return [
			`${rowLabel(element(comparison.rows, pair.left))} and ${rowLabel(element(comparison.rows, pair.right))}`,
			verdicts[pair.verdict],
			worst === undefined
				? "nothing in common"
				: checkLabel(worst.name, symbols),
			worst?.check.kind === "student" && worst.check.statistic !== undefined
				? formatNumber(worst.check.statistic, 2)
				: null,
			probability(worst?.check.p),
			probability(worst?.check.adjusted),
			checks.length - open,
			checks.length,
		];
	});
	const columns = [
		...["Pair", "Verdict", "Differ most in", "z", "p", "p after Holm"],
		...["Shown to agree", "Compared"],
	];
	return { columns, rows };
}

/** Without "p =", because the head of the column says it. */
function probability(p: number | undefined): string | null {
	return p === undefined ? null : formatP(p).replace(/^p (= )?/, "");
}
