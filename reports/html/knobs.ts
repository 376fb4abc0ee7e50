/** What the knobs of grids are worth, and which setting is suggested. */
import type { Interval } from "../../core/record.js";
import {
	costedDraws,
	type GridStudy,
	gridStudies,
	type Suggestion,
} from "../model/knobs.js";
import type { Section } from "../model/model.js";
import type { DataTable } from "../report.js";
import { escapeHtml, nameHtml, printable } from "../text/escape.js";
import {
	formatCount,
	formatNumber,
	formatRange,
	plural,
} from "../text/format.js";
import { dataTable } from "./elements.js";

const reading =
	"Each line holds one value of a knob against the lowest, or first, one: between cells that agree in every other knob and in their seed. Intervals of 95 % come from the scatter over seeds; with a single seed there is none. A ratio of rates above 1 and a ratio of costs below 1 are for the value.";

export function knobsHtml(section: Section): string {
	return gridStudies(section)
		.map((study, i) => studyHtml(study, section, `${section.id}-grid-${i + 1}`))
		.join("");
}

function studyHtml(study: GridStudy, section: Section, id: string): string {
	const { grid, estimator, effects, suggestion, leftOut } = study;
	const label = `What each knob of ${grid} is worth on ${section.target.label}`;
	const how = estimator === "chain" ? "" : `, ${estimator}`;
	const missing =
		leftOut === 0
			? ""
			: `<p class="said">${escapeHtml(plural(leftOut, "setting"))} without a rank ${leftOut === 1 ? "is" : "are"} left out.</p>`;
	return `<section class="pairs" aria-labelledby="${id}"><h3 id="${id}">What each knob of ${nameHtml(grid)} is worth${escapeHtml(how)}</h3>${suggestion === undefined ? "" : suggestionHtml(suggestion)}${missing}${effects.length === 0 ? "" : dataTable(tableOf(study, section.machine.unit), label)}<p class="reading"><b>How to read this.</b> ${escapeHtml(reading)}</p></section>`;
}

function suggestionHtml({
	row,
	settings,
	measure,
	next,
	seeds,
}: Suggestion): string {
	const ahead =
		measure === "cost"
			? "times its total cost"
			: "times its time for an independent configuration";
	const lead =
		next === undefined
			? ""
			: `; ${nameHtml(next.row.label)}, the next one, takes ${escapeHtml(ratioText(next.ratio))} ${ahead}${includesOne(next.ratio) ? ", which does not set them apart" : ""}`;
	const fresh = Math.max(...seeds) + 1;
	const suggested = seeds.map((_, i) => fresh + i).join(",");
	return `<p class="said">Suggested: <strong>${nameHtml(row.label)}</strong>, the best of ${settings} settings on ${escapeHtml(plural(seeds.length, "seed"))}${lead}. It was chosen by these numbers, so they flatter it: run it with other seeds before it is held against anything, with <code>${nameHtml(`--only "${row.sampler.label}" --set seeds=[${suggested}]`)}</code>.</p>`;
}

function includesOne(ratio: Interval | number): boolean {
	if (typeof ratio === "number") return true;
	return ratio.low <= 1 && (ratio.high ?? Number.POSITIVE_INFINITY) >= 1;
}

function ratioText(ratio: Interval | number | undefined): string {
	if (ratio === undefined) return "–";
	if (typeof ratio === "number") return `${formatNumber(ratio, 3)} (one seed)`;
	return `${formatNumber(ratio.value, 3)} (${formatRange(ratio.low, ratio.high)})`;
}

function tableOf({ effects }: GridStudy, unit: string): DataTable {
	return {
		columns: [
			"Knob",
			"Value",
			"Against",
			"Pairs",
			"Seeds",
			`Ratio of ESS per ${unit}`,
			`Ratio of ${unit}s to ${formatCount(costedDraws)} effective configurations`,
		],
		rows: effects.map(({ knob, value, against, pairs, seeds, rate, cost }) => [
			printable(knob),
			printable(value),
			printable(against),
			pairs,
			seeds,
			ratioText(rate),
			ratioText(cost),
		]),
	};
}
