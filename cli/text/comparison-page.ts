/** A comparison as a page of its own, in the style of the report, without scripts and network. */
import type { Comparison, Finding } from "../../harness/compare/finding.js";
import { documentHtml } from "../../reports/html/document.js";
import { dataTable } from "../../reports/html/elements.js";
import { styleSheet } from "../../reports/html/style.js";
import { escapeHtml, nameHtml } from "../../reports/text/escape.js";
import {
	headlines,
	layerWords,
	marks,
	rate,
	summary,
} from "./comparison-text.js";
import { effectsHtml } from "./effects-text.js";

const levels = {
	passed: "sound",
	regressed: "broken",
	inconclusive: "caution",
} as const;

export function comparisonPage(comparison: Comparison): string {
	const { verdict, reasons, effects, findings } = comparison;
	const title = `${summary(comparison.base)} against ${summary(comparison.new)}`;
	const list = reasons.map((reason) => `<li>${nameHtml(reason)}</li>`).join("");
	return documentHtml({
		title: `Comparison: ${headlines[verdict]}`,
		style: styleSheet(),
		body: `<div class="wrap">
<header class="mast"><div><p class="kicker">latticebench comparison</p><h1>${escapeHtml(headlines[verdict])}</h1><p class="sub">${nameHtml(title)}</p></div></header>
<main>
<section class="verdict" aria-labelledby="why"><h2 id="why" class="hidden">Why</h2><div class="trust ${levels[verdict]}"><ul>${list}</ul></div></section>
<section class="part" aria-labelledby="effects"><h2 id="effects">Effects</h2>${effects.length === 0 ? `<p class="said">No completed cell is in both runs.</p>` : effectsHtml(effects)}</section>
<section class="part" aria-labelledby="findings"><h2 id="findings">Findings</h2>${dataTable({ columns: ["Cell", "Layer", "Verdict", "Why"], rows: findings.map(rowOf), note: rate(comparison) }, "Table of findings")}</section>
</main>
<footer>Written by latticebench.</footer>
</div>`,
	});
}

function rowOf({ cell, estimator, layer, verdict, reason }: Finding): string[] {
	const whose = estimator === undefined ? cell : `${cell} (${estimator})`;
	return [whose, layerWords[layer], marks[verdict], reason];
}
