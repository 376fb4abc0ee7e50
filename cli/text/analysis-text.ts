/** The text of an analysis for people. */
import {
	type Analysis,
	chainsDisagree,
	chainsUnmixed,
	changesInTime,
	type ObservableAnalysis,
} from "../../harness/analyze/analysis.js";
import { printable } from "../../reports/text/escape.js";
import {
	formatEstimate,
	formatNumber,
	formatP,
	formatPercent,
	plural,
} from "../../reports/text/format.js";
import { formatRHat } from "../../reports/text/r-hat.js";
import { reasonText } from "../../reports/text/reason.js";
import { textTable } from "./text-table.js";

export function analysisText(analysis: Analysis): string {
	const { weights, kind } = analysis;
	const parts = [
		`${printable(analysis.source)}: ${rowsOf(analysis)}\n${lines(analysis.notes)}`,
	];
	const entries = Object.entries(analysis.observables);
	if (entries.length > 0) {
		parts.push(
			kind === "weighted draws" ? weightedTable(entries) : chainTable(entries),
		);
	}
	if (weights !== undefined) parts.push(weightsText(weights, analysis.draws));
	const remarks = [
		...entries.flatMap(([name, result]) =>
			remarksOf(result).map((remark) => `${name}: ${remark}`),
		),
		...agreementOf(analysis),
		...analysis.remarks,
	];
	if (remarks.length > 0) parts.push(lines(remarks));
	parts.push(legend(analysis));
	return parts.join("\n");
}

function lines(sentences: readonly string[]): string {
	return sentences.map((sentence) => `${reasonText(sentence)}\n`).join("");
}

function rowsOf({ kind, draws, chains }: Analysis): string {
	if (kind === "weighted draws") return plural(draws, "weighted draw");
	const weighted = kind === "chains" ? "" : "weighted ";
	return chains === 1
		? `${draws} ${weighted}measurements, one chain`
		: `${draws} ${weighted}measurements in ${chains} chains`;
}

function agreementOf(analysis: Analysis): string[] {
	const { replicaQ, rHat, stationarity } = analysis;
	const sentences: string[] = [];
	if (replicaQ !== null && chainsDisagree(analysis)) {
		sentences.push(
			`the chains disagree: ${formatP(replicaQ)} for the worst observable`,
		);
	}
	if (stationarity !== null && changesInTime(analysis)) {
		sentences.push(
			`the run changes in time: ${formatP(stationarity)} for halves and thirds so different in a stationary run`,
		);
	}
	const unmixed = chainsUnmixed(analysis);
	// A run that changes in time is not excused by its length.
	if (
		rHat !== null &&
		(rHat === "Infinity" || rHat > 1.01) &&
		(unmixed || !changesInTime(analysis))
	) {
		const value = `R-hat = ${ratio(rHat, 3)}`;
		sentences.push(
			unmixed
				? `${value} is above 1.01: the chains have not converged to one distribution`
				: `${value} is above 1.01, as it is for chains so short also when they mix: longer chains would tell`,
		);
	}
	return sentences;
}

function legend({ kind, observables }: Analysis): string {
	if (kind === "weighted draws") {
		return "ESS of an observable = its variance over that of its estimate\n";
	}
	const numbered = Object.values(observables).some(
		(result) => result.tauIntTrajectories !== undefined,
	);
	const unit = numbered
		? "in the unit of the configuration numbers"
		: "in measurements";
	const ess =
		kind === "chains"
			? "ESS = N / (2 tauInt)"
			: "ESS of an observable = its variance over that of its estimate";
	return `tauInt = 1/2 + sum of rho, ${unit}: independent draws give 0.5${numbered ? " of their distance" : ""}; ${ess}\n`;
}

type Entries = readonly (readonly [string, ObservableAnalysis])[];

function number(value: number | null | undefined, digits = 3): string {
	return value === null || value === undefined
		? "-"
		: formatNumber(value, digits);
}

/** A count of effective draws, where it means something. */
function resolved(
	{ status }: ObservableAnalysis,
	ess: number | null | undefined,
	digits?: number,
): string {
	return status === "ok" ? number(ess, digits) : "-";
}

function ratio(
	value: number | "Infinity" | undefined,
	decimals: number,
): string {
	if (value === undefined) return "-";
	return value === "Infinity" ? "∞" : formatRHat(value, decimals);
}

function estimate(
	value: number | null | undefined,
	error: number | null | undefined,
): string {
	if (value === null || value === undefined) return "-";
	return formatEstimate(value, error ?? undefined);
}

/** Without an error that can be trusted, no digits that would suggest one. */
function meanOf({ mean, error, status }: ObservableAnalysis): string {
	if (mean === null) return "-";
	return status === "ok" ? estimate(mean, error) : formatNumber(mean, 3);
}

function chainTable(entries: Entries): string {
	const header = [
		"observable",
		"mean",
		"error",
		"tauInt",
		"window",
		"ESS",
		"bulk",
		"tail",
		"R-hat",
		"Q",
		"status",
	];
	const rows = entries.map(([name, result]) => [
		printable(name),
		meanOf(result),
		result.status === "ok" ? estimate(result.error, result.errorError) : "-",
		result.tauIntTrajectories === undefined
			? estimate(result.tauInt, result.tauIntError)
			: estimate(result.tauIntTrajectories, result.tauIntTrajectoriesError),
		number(result.window),
		resolved(result, result.ess, 4),
		resolved(result, result.bulkEss),
		resolved(result, result.tailEss),
		ratio(result.rHat, 4),
		result.replicaQ === undefined
			? "-"
			: formatP(result.replicaQ).replace(/^p (?:= )?/, ""),
		result.status,
	]);
	return textTable([header, ...rows], new Set([4, 5, 6, 7]));
}

function weightedTable(entries: Entries): string {
	const rows = entries.map(([name, result]) => [
		printable(name),
		meanOf(result),
		result.status === "ok" ? estimate(result.error, result.errorError) : "-",
		resolved(result, result.ess, 4),
		result.status,
	]);
	return textTable(
		[["observable", "mean", "error", "ESS", "status"], ...rows],
		new Set([3]),
	);
}

function weightsText(
	weights: NonNullable<Analysis["weights"]>,
	draws: number,
): string {
	const { acceptance, metropolisTauInt, status } = weights;
	const told = (value: number, error: number): string =>
		status === "ok" ? estimate(value, error) : formatNumber(value, 3);
	const rows = [
		[
			"Kish ESS",
			`${told(weights.kishEss, weights.kishEssError)} (${formatPercent(weights.kishEss / draws)} of the ${acceptance === null ? "measurements" : "draws"})`,
		],
		...(acceptance === null
			? []
			: [
					["acceptance", `${formatPercent(acceptance)} as Metropolis`],
					["tauInt", `${number(metropolisTauInt)} as Metropolis`],
				]),
		["Pareto k", number(weights.paretoK)],
		["log Z", told(weights.logZ, weights.logZError)],
		["largest weight", `${formatPercent(weights.largestShare)} of the sum`],
		["status", status],
	];
	return textTable(rows) + lines(remarksOf(weights));
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
