/** The banners under the verdict: what failed, what is missing, what must not be compared. */

import { busyReason } from "../../core/drawing-time.js";
import { element, groupBy } from "../../core/elements.js";
import { disputeSentence } from "../model/disputes.js";
import type { Model } from "../model/model.js";
import { trustOf } from "../model/trust.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import { formatNumber, formatP, plural } from "../text/format.js";
import { formatRHat } from "../text/r-hat.js";
import { endingText, reasonHtml } from "../text/reason.js";
import { formulaHtml, sentenceHtml } from "./elements.js";

const words = {
	sound: "Sound.",
	caution: "With caution.",
	broken: "Not to be trusted as a whole.",
} as const;

const shown = 12;

/** If one row has more undecided checks than this, they are counted instead of listed. */
const fewOpen = 2;

/** Symbols of the test statistics. */
const symbols: Readonly<Record<string, string>> = {
	student: "t",
	chi2: "χ²",
	"chi-square": "χ²",
	hotelling: "T²",
	normal: "z",
	"R-hat": "R̂",
};

/**
 * @param missing cells that have no record yet
 * @param link stands behind the verdict
 */
export function trustHtml(
	model: Model,
	missing: readonly string[],
	link: string,
): string {
	const trust = trustOf(model);
	const banners = [
		banner(trust.level, words[trust.level], trust.sentence, items(model), link),
	];
	if (missing.length > 0)
		banners.push(
			banner(
				"caution",
				"Unfinished.",
				`${plural(missing.length, "cell")} of this run ${missing.length === 1 ? "has" : "have"} no record yet; everything here is without ${missing.length === 1 ? "it" : "them"}.`,
				missing.map(nameHtml),
			),
		);
	if (model.machines.length > 1)
		banners.push(
			banner(
				"caution",
				"Several machines.",
				"Timings of different hardware are not comparable: each machine has its own ranking, and no verdict spans two of them.",
				model.machines.map((machine) => nameHtml(machine.label)),
			),
		);
	const dirty = model.current.some((record) => record.environment?.dirty);
	if (dirty)
		banners.push(
			banner(
				"caution",
				"Uncommitted changes.",
				"Some records were measured with a modified working tree, so their commit does not tell which code ran.",
				[],
			),
		);
	return banners.join("");
}

function banner(
	level: keyof typeof words,
	head: string,
	sentence: string,
	list: readonly string[],
	link = "",
): string {
	const entries = list.slice(0, shown).map((item) => `<li>${item}</li>`);
	if (list.length > shown)
		entries.push(`<li>and ${list.length - shown} more, in the records</li>`);
	// Errors are never folded away.
	const open = level === "broken" || list.length <= 4;
	const more =
		list.length === 0
			? ""
			: `<details${open ? " open" : ""}><summary>Which</summary><ul>${entries.join("")}</ul></details>`;
	return `<div class="trust ${level}"><p><strong>${escapeHtml(head)}</strong> ${escapeHtml(sentence)}${link}</p>${more}</div>`;
}

/** Pairs that disagree and failed checks come first, then unresolved rows, cells without result, undecided checks. */
function items(model: Model): string[] {
	const failed: string[] = [];
	const undecided: string[] = [];
	const unresolved: string[] = [];
	const absent: string[] = [];
	const busy: string[] = [];
	for (const section of model.sections) {
		const where = nameHtml(section.target.label);
		const seen = new Set<unknown>();
		for (const row of section.rows) {
			const open: string[] = [];
			for (const { check, seed } of row.checks) {
				if (check.verdict === "pass" || seen.has(check)) continue;
				seen.add(check);
				const whose = `${nameHtml(row.label)} on ${where}, seed ${seed}: ${formulaHtml(check.claim)}`;
				const statistic =
					check.statistic === undefined
						? ""
						: `, ${escapeHtml(symbols[check.kind] ?? check.kind)} = ${check.kind === "R-hat" ? formatRHat(check.statistic) : formatNumber(check.statistic)}`;
				const p = check.p === undefined ? "" : `, ${formatP(check.p)}`;
				const reason = check.reason ? `; ${reasonHtml(check.reason)}` : "";
				const said = `${whose}${statistic}${p}${reason}`;
				if (check.verdict === "fail") failed.push(`Failed: ${said}`);
				else open.push(`Undecided: ${said}`);
			}
			if (open.length <= fewOpen) undecided.push(...open);
			else
				undecided.push(
					`Undecided: ${nameHtml(row.label)} on ${where}: ${plural(open.length, "check")}, whose errors are too large to show agreement or its absence`,
				);
			if (row.state === "unresolved" && row.reason !== undefined)
				unresolved.push(
					`Unresolved: ${nameHtml(row.label)} on ${where}: ${reasonHtml(row.reason)}`,
				);
		}
		for (const record of section.records) {
			const reason = busyReason(record);
			if (reason !== undefined)
				busy.push(
					`Busy machine: ${nameHtml(record.sampler.label)} on ${where}, seed ${record.seed}: ${reason}`,
				);
		}
		for (const cell of section.absent)
			absent.push(
				`${nameHtml(cell.sampler.label)} on ${where}, seed ${cell.seed}: ${reasonHtml(endingText(cell.status, cell.reason))}`,
			);
	}
	const disputes = model.disputes.map((dispute) =>
		sentenceHtml(disputeSentence(dispute)),
	);
	return [
		...disputes,
		...grouped(failed),
		...grouped(unresolved),
		...grouped(absent),
		...undecided,
		...busy,
	];
}

/** Joins lines that differ only in the seed. */
function grouped(lines: readonly string[]): string[] {
	const groups = groupBy(lines, (line) => line.replace(/, seed -?\d+:/, ":"));
	return [...groups.entries()].map(([key, members]) =>
		members.length === 1
			? element(members, 0)
			: `${key} (${plural(members.length, "seed")})`,
	);
}
