/** The text of an analysis for people. */
import type {
	Analysis,
	ObservableAnalysis,
} from "../../harness/analyze/analyze.js";
import { printable } from "../../reports/text/escape.js";
import {
	formatEstimate,
	formatNumber,
	formatP,
	formatPercent,
} from "../../reports/text/format.js";
import { textTable } from "./text-table.js";

export function analysisText(analysis: Analysis): string {
	const { weights } = analysis;
	const draws =
		analysis.chains === 1
			? `${analysis.draws} ${weights === undefined ? "measurements, one chain" : "weighted draws"}`
			: `${analysis.draws} measurements in ${analysis.chains} chains`;
	const parts = [`${printable(analysis.source)}: ${draws}\n`];
	const entries = Object.entries(analysis.observables);
	if (entries.length > 0) {
		parts.push(
			weights === undefined ? chainTable(entries) : weightedTable(entries),
		);
	}
	if (weights !== undefined) parts.push(weightsText(weights, analysis.draws));
	const remarks = entries.flatMap(([name, result]) =>
		remarksOf(result).map((remark) => `${printable(name)}: ${remark}\n`),
	);
	if (analysis.replicaQ !== null && analysis.replicaQ < 1e-3) {
		remarks.push(
			`the chains disagree: p = ${formatP(analysis.replicaQ)} for the worst observable\n`,
		);
	}
	if (analysis.rHat !== null && analysis.rHat > 1.01) {
		remarks.push(
			analysis.mixing !== null && analysis.mixing >= 1e-3
				? `R-hat = ${analysis.rHat.toFixed(3)} is above 1.01, as it is for chains so short also when they mix: longer chains would tell\n`
				: `R-hat = ${analysis.rHat.toFixed(3)} is above 1.01: the chains have not converged to one distribution\n`,
		);
	}
	if (remarks.length > 0) parts.push(remarks.join(""));
	parts.push(
		weights === undefined
			? "tauInt = 1/2 + sum of rho, in measurements: independent draws give 0.5; ESS = N / (2 tauInt)\n"
			: "ESS of an observable = its variance over that of its estimate\n",
	);
	return parts.join("\n");
}

type Entries = readonly (readonly [string, ObservableAnalysis])[];

function number(value: number | null | undefined, digits = 3): string {
	return value === null || value === undefined
		? "-"
		: formatNumber(value, digits);
}

function estimate(value: number | null, error: number | null): string {
	if (value === null) return "-";
	return error === null ? formatNumber(value, 6) : formatEstimate(value, error);
}

function chainTable(entries: Entries): string {
	const header = [
		"observable",
		"mean",
		"tauInt",
		"window",
		"ESS",
		"R-hat",
		"Q",
		"status",
	];
	const rows = entries.map(([name, result]) => [
		printable(name),
		estimate(result.mean, result.error),
		estimate(result.tauInt, result.tauIntError),
		number(result.window),
		number(result.ess, 4),
		result.rHat === undefined ? "-" : result.rHat.toFixed(4),
		result.replicaQ === undefined ? "-" : formatP(result.replicaQ),
		result.status,
	]);
	return textTable([header, ...rows], new Set([3, 4]));
}

function weightedTable(entries: Entries): string {
	const rows = entries.map(([name, result]) => [
		printable(name),
		estimate(result.mean, result.error),
		number(result.ess, 4),
		result.status,
	]);
	return textTable(
		[["observable", "mean", "ESS", "status"], ...rows],
		new Set([2]),
	);
}

function weightsText(
	weights: NonNullable<Analysis["weights"]>,
	draws: number,
): string {
	const rows = [
		[
			"Kish ESS",
			`${estimate(weights.kishEss, weights.kishEssError)} (${formatPercent(weights.kishEss / draws)} of the draws)`,
		],
		["acceptance", `${formatPercent(weights.acceptance)} as Metropolis`],
		["tauInt", `${number(weights.metropolisTauInt)} as Metropolis`],
		["Pareto k", number(weights.paretoK)],
		["log Z", estimate(weights.logZ, weights.logZError)],
		["largest weight", `${formatPercent(weights.largestShare)} of the sum`],
		["status", weights.status],
	];
	const remarks = remarksOf(weights).map((remark) => `${remark}\n`);
	return textTable(rows) + remarks.join("");
}

function remarksOf(result: {
	readonly reason?: string;
	readonly flags?: readonly string[];
}): string[] {
	return [
		...(result.reason === undefined ? [] : [result.reason]),
		...(result.flags ?? []),
	];
}
