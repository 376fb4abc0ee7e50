/**
 * The statistics of a run, for other people's histories and weights: the same estimators, the same
 * refusals. Absent numbers are null, never NaN.
 */
import type { ObservableResult } from "../../core/record.js";
import { acceptanceFromWeights } from "../../core/statistics/weights/acceptance.js";
import { summarizeWeights } from "../../core/statistics/weights/log-weights.js";
import { paretoSmooth } from "../../core/statistics/weights/pareto.js";
import { chainDiagnostics } from "../../metrics/cell/chain-diagnostics.js";
import { estimateReplicas } from "../../metrics/cell/estimate-chains.js";
import {
	estimateColumn,
	gradeDraws,
} from "../../metrics/cell/estimate-weighted.js";
import { lengthsOf, type Table } from "./table.js";

export interface ObservableAnalysis {
	readonly mean: number;
	/** One standard error. */
	readonly error: number | null;
	/** In measurements; independent draws give 0.5. Null for weighted draws. */
	readonly tauInt: number | null;
	readonly tauIntError: number | null;
	readonly window: number | null;
	readonly ess: number | null;
	readonly status: "ok" | "unresolved";
	readonly reason?: string;
	readonly method?: string;
	readonly flags?: readonly string[];
	readonly essError?: number;
	readonly degreesOfFreedom?: number;
	readonly replicaQ?: number;
	readonly rHat?: number;
	readonly mixing?: number;
	readonly bulkEss?: number;
	readonly tailEss?: number;
}

export interface WeightsAnalysis {
	/** (sum w)^2 / sum w^2, a number of draws. */
	readonly kishEss: number;
	readonly kishEssError: number;
	/** Mean acceptance of independence Metropolis. */
	readonly acceptance: number;
	/** tauInt of independence Metropolis for observables uncorrelated with the weights. */
	readonly metropolisTauInt: number;
	/** Null where the tail is too short to be fitted, as for equal weights. */
	readonly paretoK: number | null;
	readonly logZ: number;
	readonly logZError: number;
	readonly largestShare: number;
	readonly status: "ok" | "unresolved";
	readonly reason?: string;
	readonly flags?: readonly string[];
}

export interface Analysis {
	readonly source: string;
	readonly draws: number;
	readonly chains: number;
	readonly observables: Readonly<Record<string, ObservableAnalysis>>;
	/** Smallest p-value of the agreement between chains over the observables; null for one chain. */
	readonly replicaQ: number | null;
	/** Largest split rank-normalised R-hat over the observables. */
	readonly rHat: number | null;
	/** Chance of that R-hat where the chains mix, Bonferroni over the observables; null where it cannot be told. */
	readonly mixing: number | null;
	readonly weights?: WeightsAnalysis;
}

/** @throws InputError if a log weight is NaN or +infinity, or if all weights are zero */
export function analyze(table: Table): Analysis {
	const lengths = lengthsOf(table);
	const common = {
		source: table.source,
		draws: lengths.reduce((sum, length) => sum + length, 0),
		chains: lengths.length,
	};
	if (table.logWeights !== undefined) {
		return { ...common, ...analyzeWeighted(table, table.logWeights) };
	}
	const observables: Record<string, ObservableAnalysis> = {};
	for (const [name, chains] of table.columns) {
		observables[name] = analyzeChains(chains);
	}
	const results = Object.values(observables);
	const qualities = results.flatMap((result) => result.replicaQ ?? []);
	const chances = results.flatMap((result) => result.mixing ?? []);
	const ratios = results.flatMap((result) => result.rHat ?? []);
	return {
		...common,
		observables,
		replicaQ: qualities.length === 0 ? null : Math.min(...qualities),
		rHat: ratios.length === 0 ? null : Math.max(...ratios),
		mixing:
			chances.length === 0
				? null
				: Math.min(1, chances.length * Math.min(...chances)),
	};
}

function analyzeChains(chains: readonly Float64Array[]): ObservableAnalysis {
	return toAnalysis({
		...estimateReplicas(chains).result,
		...chainDiagnostics(chains),
	});
}

function toAnalysis(result: ObservableResult): ObservableAnalysis {
	const { value, error, tauInt, tauIntError, window, ess, status, ...rest } =
		result;
	return {
		mean: value ?? 0,
		error: error ?? null,
		tauInt: tauInt ?? null,
		tauIntError: tauIntError ?? null,
		window: window ?? null,
		ess: ess ?? null,
		status,
		...(rest as Partial<ObservableAnalysis>),
	};
}

function analyzeWeighted(
	table: Table,
	logWeights: Float64Array,
): Pick<Analysis, "observables" | "replicaQ" | "rHat" | "mixing" | "weights"> {
	const summary = summarizeWeights(logWeights);
	const pareto = paretoSmooth(logWeights);
	const metropolis = acceptanceFromWeights(logWeights);
	const columns = [...table.columns].map(([name, [column]]) => [name, column]);
	const grade = gradeDraws(Object.fromEntries(columns), summary, pareto);
	const observables: Record<string, ObservableAnalysis> = {};
	for (const [name, [column]] of table.columns) {
		const { value, ...estimate } = estimateColumn(column, summary.normalized);
		observables[name] = toAnalysis(
			estimate.ess > 0
				? { ...grade, ...estimate, value }
				: {
						status: "unresolved",
						reason: "the weighted draws do not vary",
						value,
					},
		);
	}
	return {
		observables,
		replicaQ: null,
		rHat: null,
		mixing: null,
		weights: {
			kishEss: summary.kishEss,
			kishEssError: summary.kishEssError,
			acceptance: metropolis.acceptance,
			metropolisTauInt: metropolis.tauInt,
			paretoK: Number.isFinite(pareto.k) ? pareto.k : null,
			logZ: summary.logZ,
			logZError: summary.logZError,
			largestShare: summary.largestShare,
			status: grade.status,
			...(grade.reason === undefined ? {} : { reason: grade.reason }),
			...(grade.flags === undefined ? {} : { flags: grade.flags }),
		},
	};
}
