/** The text of a comparison for people, on a terminal and as a comment on a pull request. */
import type {
	Comparison,
	Finding,
	Layer,
	RunSummary,
} from "../../harness/compare/finding.js";
import { escapeMarkdown, printable } from "../../reports/text/escape.js";
import { formatNumber, plural } from "../../reports/text/format.js";
import { effectsMarkdown, effectsText } from "./effects-text.js";

export const headlines = {
	passed: "no regression",
	regressed: "REGRESSION",
	inconclusive: "inconclusive",
} as const;

export const marks: Readonly<Record<Finding["verdict"], string>> = {
	same: "same",
	improved: "improved",
	regressed: "REGRESSED",
	inconclusive: "undecided",
	note: "note",
};

/** What a layer looks at. */
export const layerWords: Readonly<Record<Layer, string>> = {
	records: "records",
	golden: "digits",
	correctness: "correctness",
	efficiency: "efficiency",
	time: "time",
	trend: "trend",
};

export function comparisonText(comparison: Comparison): string {
	const { findings } = comparison;
	const lines = [
		`${headlines[comparison.verdict]} (exit status ${comparison.exitStatus})`,
		...comparison.reasons.map((reason) => `  ${printable(reason)}`),
		"",
		`base ${summary(comparison.base)}`,
		`new  ${summary(comparison.new)}`,
	];
	for (const cell of new Set(findings.map((finding) => finding.cell))) {
		lines.push("", printable(cell));
		for (const finding of findings) {
			if (finding.cell !== cell) continue;
			const row =
				finding.estimator === undefined ? "" : `${finding.estimator}: `;
			lines.push(
				`  ${layerWords[finding.layer].padEnd(11)} ${marks[finding.verdict].padEnd(9)} ${printable(row + finding.reason)}`,
			);
		}
	}
	lines.push("", ...effectsText(comparison.effects));
	lines.push("", rate(comparison));
	if (comparison.confirmation !== undefined) {
		lines.push(confirmation(comparison.confirmation));
	}
	return `${lines.join("\n")}\n`;
}

export function comparisonMarkdown(comparison: Comparison): string {
	const { findings } = comparison;
	const decisive = findings.filter(
		({ verdict }) => verdict === "regressed" || verdict === "inconclusive",
	);
	const others = findings.filter(
		({ verdict }) => verdict !== "regressed" && verdict !== "inconclusive",
	);
	const parts = [
		`### latticebench: ${headlines[comparison.verdict]}`,
		`base ${escapeMarkdown(summary(comparison.base))}, new ${escapeMarkdown(summary(comparison.new))}`,
		...(decisive.length === 0
			? comparison.reasons.map((reason) => escapeMarkdown(reason))
			: [table(decisive)]),
	];
	if (comparison.effects.length > 0)
		parts.push(effectsMarkdown(comparison.effects));
	if (others.length > 0) {
		parts.push(
			`<details><summary>${plural(others.length, "further finding")}</summary>\n\n${table(others)}\n\n</details>`,
		);
	}
	parts.push(escapeMarkdown(rate(comparison)));
	if (comparison.confirmation !== undefined) {
		parts.push(escapeMarkdown(confirmation(comparison.confirmation)));
	}
	return `${parts.join("\n\n")}\n`;
}

function table(findings: readonly Finding[]): string {
	const rows = findings.map(
		({ cell, estimator, layer, verdict, reason }) =>
			`| ${escapeMarkdown(cell)}${estimator === undefined ? "" : ` (${estimator})`} | ${layerWords[layer]} | ${marks[verdict]} | ${escapeMarkdown(reason)} |`,
	);
	return [
		"| cell | layer | verdict | why |",
		"|---|---|---|---|",
		...rows,
	].join("\n");
}

export function summary(run: RunSummary): string {
	const commits = run.commits.length === 0 ? "" : `, ${run.commits.join(" ")}`;
	return `${printable(run.name)}: ${plural(run.records, "record")} of ${plural(run.sessions, "session")}${commits}`;
}

export function rate({ falsePositiveRate }: Comparison): string {
	const { tests, total, correctness, efficiency, time } = falsePositiveRate;
	if (tests.correctness + tests.efficiency + tests.time === 0)
		return "no statistical test was made, so none can have raised a false alarm";
	const made = [
		{ layer: "correctness", level: correctness, count: tests.correctness },
		{ layer: "efficiency", level: efficiency, count: tests.efficiency },
		{ layer: "time", level: time, count: tests.time },
	].filter(({ count }) => count > 0);
	const parts = made.map(
		({ layer, level, count }) =>
			`${layer} ${formatNumber(level)}, ${plural(count, "test")}`,
	);
	return `two equal versions end in exit status 1 with a chance of at most ${formatNumber(total)} (${parts.join("; ")})`;
}

function confirmation(about: NonNullable<Comparison["confirmation"]>): string {
	const base = about.baseRedrawn
		? "both versions were run again"
		: "only the new version was run again, so the base's own luck was not tested";
	return `${about.outcome} by ${plural(about.pairs, "fresh pair")} in ${Math.round(about.seconds)} s: ${base}`;
}
