/** The ranking of one target on one machine, as a table that the page's script makes sortable. */
import { unitMeans } from "../model/clock.js";
import { seedsText, spreadNote } from "../model/completeness.js";
import { deviceFacts } from "../model/device-facts.js";
import type { Row, RowState, Section } from "../model/model.js";
import { costOf } from "../model/prices.js";
import { tiedMeans } from "../model/ranks.js";
import { symbolOf } from "../model/symbols.js";
import { goodTraining } from "../model/training.js";
import { passed } from "../tables/ranking.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import {
	formatDuration,
	formatEstimate,
	formatNumber,
	formatPercent,
	formatRange,
} from "../text/format.js";
import { reasonHtml } from "../text/reason.js";
import type { Column } from "./column.js";
import { swatch } from "./elements.js";
import { gradientColumns, gradientsNote } from "./gradient-columns.js";
import { missingGroup } from "./missing-samplers.js";

/** @param link stands below the table */
export function rankingTable(section: Section, link: string): string {
	const { rows, machine } = section;
	if (rows.length === 0)
		return `<p class="said">No cell of this target completed.</p>`;
	const columns = columnsOf(section);
	const missing = missingGroup(section, columns.length);
	const head = columns
		.map(
			(column) =>
				`<th scope="col"${column.text ? ' class="text"' : ""}${column.value || column.text ? ` data-sort="${column.best ?? "low"}"` : ""}>${escapeHtml(column.title).replace("τ_int", "τ<sub>int</sub>")}</th>`,
		)
		.join("");
	const body = (["ranked", "untimed", "unresolved", "failed"] as const)
		.map((state) => group(section, columns, state))
		.join("");
	const tied = rows.some((row) => row.tiedAbove)
		? ` ≈ before a rank: ${tiedMeans}.`
		: "";
	const spread = spreadNote(rows) === "" ? "" : ` ${spreadNote(rows)}`;
	const several = rows.some((row) => (row.price?.rate.seeds ?? 1) > 1);
	const [slowest, ...others] = new Set(
		rows.flatMap((row) => row.slowest ?? []),
	);
	const one =
		slowest !== undefined && others.length === 0
			? ` here ${escapeHtml(symbolOf(section.symbols, slowest))} everywhere`
			: "";
	const facts = deviceFacts(section);
	const device = facts === "" ? "" : `<p class="note">${nameHtml(facts)}</p>`;
	const note = `${nameHtml(unitMeans(machine))}. ESS is that of the slowest observable,${one || " named in its column"}; intervals contain 68 %${several ? "; below them stand median and range over the seeds" : ""}. τ<sub>int</sub> is in stored measurements, ½ for independent ones.${tied}${spread}${gradientsNote(rows)}${link}`;
	return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(`Ranking on ${section.target.label}`)}"><table class="ranking"><thead><tr>${head}</tr></thead>${body}${missing}</table></div><p class="note">${note}</p>${device}`;
}

const headings: Readonly<Record<RowState, string>> = {
	ranked: "",
	untimed: "Finished configurations: no clock of ours, ordered by ESS / draws",
	unresolved: "Unresolved: no rank",
	failed: "Failed a check or disagrees: no rank, not to be used",
};

function group(
	section: Section,
	columns: readonly Column[],
	state: RowState,
): string {
	const rows = section.rows.filter((row) => row.state === state);
	if (rows.length === 0) return "";
	const heading =
		state === "ranked"
			? ""
			: `<tr class="group ${state}"><th scope="rowgroup" colspan="${columns.length}">${headings[state]}</th></tr>`;
	const lines = rows.map((row) => {
		const cells = columns
			.map((column, index) => {
				const value = column.value?.(row);
				const sort = value === undefined ? "" : ` data-value="${value}"`;
				const kind = column.text ? ' class="text"' : "";
				const said = column.hover?.(row);
				const title = said === undefined ? "" : ` title="${escapeHtml(said)}"`;
				return index === 1
					? `<th scope="row" class="text"${title}>${column.cell(row)}</th>`
					: `<td${kind}${sort}>${column.cell(row)}</td>`;
			})
			.join("");
		// The rows of a flow share its training, which is told once.
		const told = section.rows.find(
			({ sampler, training }) =>
				sampler === row.sampler && training === row.training,
		);
		const training = told === row ? row.training : undefined;
		const why = [row.reason, training, row.accuracy, ...row.remarks]
			.filter((text) => text !== undefined)
			.map(
				(text) =>
					`<tr class="out reason" data-sampler="${row.sampler.id}"><td></td><td class="why" colspan="${columns.length - 1}"><span>${reasonHtml(text)}</span></td></tr>`,
			)
			.join("");
		return `<tr data-sampler="${row.sampler.id}"${state === "ranked" ? "" : ' class="out"'}>${cells}</tr>${why}`;
	});
	return `<tbody class="${state}">${heading}${lines.join("")}</tbody>`;
}

function columnsOf(section: Section): Column[] {
	const { rows, machine } = section;
	const ranked = rows.filter((row) => row.state === "ranked");
	const best = ranked[0]?.rate?.value;
	const some = (pick: (row: Row) => unknown) =>
		rows.some((row) => pick(row) !== undefined);
	// The most important columns come first. On narrow screens a reader scrolls to the rest.
	const columns: (Column | undefined)[] = [
		{
			title: "Rank",
			value: (row) => row.rank,
			cell: (row) =>
				row.rank === undefined
					? "–"
					: `${row.tiedAbove ? "≈ " : ""}${row.rank}`,
		},
		{
			title: "Sampler",
			text: true,
			hover: goodTraining,
			cell: (row) => {
				const { label, style } = row.sampler;
				const mark = swatch({ label, color: style.color, shape: style.shape });
				const estimator =
					row.label === label
						? ""
						: ` <span class="est">${escapeHtml(row.estimator)}</span>`;
				return `${mark}${nameHtml(label)}${estimator}`;
			},
		},
		{
			title: `ESS per ${machine.unit}`,
			best: "high",
			value: (row) => row.rate?.value,
			cell: (row) => {
				if (row.rate === undefined)
					return row.state === "untimed" ? "–" : "unresolved";
				const { value, low, high } = row.rate;
				const share = best && row.state === "ranked" ? (100 * value) / best : 0;
				const bar =
					row.state === "ranked"
						? `<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.min(share, 100).toFixed(2)}" height="10" fill="${row.sampler.style.color}"/></svg>`
						: "";
				return `<span class="rate">${formatNumber(value)}</span> <span class="range">(${formatRange(low, high)})</span>${bar}${seedsHtml(row)}`;
			},
		},
		best === undefined
			? undefined
			: {
					title: "Relative",
					best: "high",
					value: (row) => row.rate && row.rate.value / best,
					cell: (row) =>
						row.rate === undefined || row.state !== "ranked"
							? "–"
							: formatNumber(row.rate.value / best),
				},
		{
			title: "Seeds",
			best: "high",
			value: (row) => row.seeds.length,
			cell: (row) => escapeHtml(seedsText(section, row)),
		},
		{
			title: "Checks passed",
			best: "high",
			value: (row) => passed(row),
			cell: (row) => `${passed(row)} of ${row.checks.length}`,
		},
		{
			title: "Prepa\u00adration",
			value: (row) => row.preparation,
			cell: (row) =>
				row.preparation === undefined ? "–" : formatDuration(row.preparation),
		},
		{
			title: "Total to ESS\u00a010⁴",
			value: (row) => costOf(row, 1e4),
			cell: (row) => {
				const cost = costOf(row, 1e4);
				return cost === undefined ? "–" : formatDuration(cost);
			},
		},
		{
			title: "τ_int",
			value: (row) => row.tauInt?.value,
			cell: (row) =>
				row.tauInt === undefined
					? "–"
					: formatEstimate(row.tauInt.value, row.tauInt.error),
		},
		new Set(rows.map((row) => row.slowest)).size === 1
			? undefined
			: {
					title: "Slowest",
					text: true,
					cell: (row) =>
						row.slowest === undefined
							? "–"
							: escapeHtml(symbolOf(section.symbols, row.slowest)),
				},
		{
			title: "ESS / draws",
			best: "high",
			value: (row) => row.essShare,
			cell: (row) =>
				row.essShare === undefined ? "–" : formatPercent(row.essShare),
		},
		{
			title: "Accept\u00adance",
			best: "high",
			value: (row) => row.acceptance,
			cell: (row) =>
				row.acceptance === undefined ? "–" : formatPercent(row.acceptance),
		},
		some((row) => row.paretoK)
			? {
					title: "k̂",
					value: (row) => row.paretoK,
					cell: (row) =>
						row.paretoK === undefined ? "–" : formatNumber(row.paretoK, 2),
				}
			: undefined,
		...gradientColumns(rows),
	];
	return columns.flatMap((column) => column ?? []);
}

/** Median and range over several seeds. Never the best seed. */
function seedsHtml({ price }: Row): string {
	if (price === undefined || price.rate.seeds < 2) return "";
	const { median, low, high } = price.rate;
	return `<br><span class="range">median ${formatNumber(median)}, ${formatRange(low, high)}</span>`;
}
