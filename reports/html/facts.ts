/** What the samplers of one target say of themselves, as a table below its ranking: how training ended, then all facts. */
import { type Fact, factsOf, toldBySampler } from "../model/facts.js";
import type { Section } from "../model/model.js";
import { trainingLine } from "../model/training.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import {
	formatCount,
	formatEstimate,
	formatNumber,
	plural,
} from "../text/format.js";
import { reasonHtml } from "../text/reason.js";

/** Longer tables would take most of a page with many targets. */
const mostRows = 150;

/** Told by the line about training. */
const inLine: ReadonlySet<string> = new Set([
	"training",
	"trainingReason",
	"trainingSteps",
]);

/** "" if no sampler says anything. */
export function factsTable(section: Section): string {
	const told = toldBySampler(section);
	const rows = told.flatMap(({ sampler, records }) => {
		const lines = records.map(trainingLine);
		const facts = records.map((record) =>
			lines.some((line) => line !== undefined)
				? factsOf(record).filter(({ name }) => !inLine.has(name))
				: factsOf(record),
		);
		const names = [...new Set(facts.flat().map(({ name }) => name))];
		const values = names.map((name): [string, string[]] => [
			name,
			facts.map((own) => valueText(own.find((fact) => fact.name === name))),
		]);
		const training: [string, string[]][] = lines.some((line) => line)
			? [["training", lines.map((line) => line ?? "–")]]
			: [];
		return [...training, ...values].map(
			([name, texts]) =>
				`<tr data-sampler="${sampler.id}"><th scope="row" class="text">${nameHtml(sampler.label)}</th><td class="text">${nameHtml(name)}</td><td class="text">${bySeed(texts)}</td></tr>`,
		);
	});
	if (rows.length === 0) return "";
	const more =
		rows.length > mostRows
			? ` ${plural(rows.length - mostRows, "further line")} stand in records.csv, in the group <code>fact</code>.`
			: "";
	const label = escapeHtml(`Facts of the samplers on ${section.target.label}`);
	return `<details><summary>What the samplers say of themselves</summary><div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="data"><thead><tr><th scope="col" class="text">Sampler</th><th scope="col" class="text">Fact</th><th scope="col" class="text">Value</th></tr></thead><tbody>${rows.slice(0, mostRows).join("")}</tbody></table></div><p class="note">Seeds that differ stand in their order.${more}</p></details>`;
}

function valueText(fact: Fact | undefined): string {
	if (fact === undefined) return "–";
	const { value, error } = fact;
	if (typeof value === "string") return value;
	if (error !== undefined) return formatEstimate(value, error);
	return Number.isInteger(value) && Math.abs(value) < 1e6
		? formatCount(value)
		: formatNumber(value, 4);
}

/** Once where all seeds say the same. */
function bySeed(texts: readonly string[]): string {
	const different = new Set(texts).size > 1 ? texts : texts.slice(0, 1);
	return different.map(reasonHtml).join("; ");
}
