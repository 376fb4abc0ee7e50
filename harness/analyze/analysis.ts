/** The result of an analysis of a table. Absent numbers are null, never NaN. */
import { type ExitStatus, exitStatus } from "../../core/errors.js";

export interface ObservableAnalysis {
	/** Null where a formula is not defined at the measured means. */
	readonly mean: number | null;
	/** One standard error. */
	readonly error: number | null;
	/** One standard error of the error. */
	readonly errorError?: number;
	/**
	 * In measurements; independent draws give 0.5. Null for independent weighted draws; of the weighted deviations
	 * for a reweighted chain.
	 */
	readonly tauInt: number | null;
	readonly tauIntError: number | null;
	/** In the unit of the configuration numbers, where there are any: gaps do not shorten it. */
	readonly tauIntTrajectories?: number;
	readonly tauIntTrajectoriesError?: number;
	readonly window: number | null;
	readonly ess: number | null;
	readonly status: "ok" | "unresolved";
	readonly reason?: string;
	readonly method?: string;
	readonly flags?: readonly string[];
	readonly essError?: number;
	readonly degreesOfFreedom?: number;
	readonly replicaQ?: number;
	/** "Infinity" where chains hold one value each, which JSON has no number for. */
	readonly rHat?: number | "Infinity";
	readonly mixing?: number;
	/** Chance that a stationary run differs so much between its halves or thirds. */
	readonly stationarity?: number;
	/** Pareto k-hat of the heavier tail. */
	readonly tailShape?: number;
	readonly bulkEss?: number;
	readonly tailEss?: number;
	/** Chains that hold one value while others vary. */
	readonly frozen?: readonly string[];
}

export interface WeightsAnalysis {
	/** (sum w)^2 / sum w^2, a number of draws. */
	readonly kishEss: number;
	readonly kishEssError: number;
	/** Mean acceptance of independence Metropolis; null where the rows are no independent draws. */
	readonly acceptance: number | null;
	/** tauInt of independence Metropolis for observables uncorrelated with the weights; null likewise. */
	readonly metropolisTauInt: number | null;
	/** Null where the tail is too short to be fitted, as for equal weights. */
	readonly paretoK: number | null;
	readonly logZ: number;
	readonly logZError: number;
	readonly largestShare: number;
	readonly status: "ok" | "unresolved";
	readonly reason?: string;
	readonly flags?: readonly string[];
}

/** How rows are averaged. */
export type RowKind = "chains" | "weighted draws" | "reweighted chains";

export interface Analysis {
	readonly source: string;
	readonly kind: RowKind;
	readonly draws: number;
	readonly chains: number;
	/** What was read, left out or decided. */
	readonly notes: readonly string[];
	/** What the rows look like that speaks against the numbers, or for an option. */
	readonly remarks: readonly string[];
	readonly observables: Readonly<Record<string, ObservableAnalysis>>;
	/** Smallest p-value of the agreement between chains over the observables; null for one chain. */
	readonly replicaQ: number | null;
	/** Largest split rank-normalised R-hat over the observables. */
	readonly rHat: number | "Infinity" | null;
	/** Chance of that R-hat where the chains mix, Bonferroni over the observables; null where it cannot be told. */
	readonly mixing: number | null;
	/** Chance that a stationary run differs so much between its halves or thirds, Bonferroni likewise. */
	readonly stationarity: number | null;
	readonly weights?: WeightsAnalysis;
}

/** Below this probability, over all observables, chains are said to disagree. */
const level = 1e-3;
/** Below it, chains are short of nothing (arXiv:1903.08008). */
const largestRHat = 1.01;

/** Whether the means of chains differ by more than their errors. */
export function chainsDisagree({ observables, replicaQ }: Analysis): boolean {
	const tests = Object.values(observables).filter(
		(result) => result.replicaQ !== undefined,
	).length;
	return replicaQ !== null && replicaQ * tests < level;
}

/** Whether R-hat is larger than that of chains which mix. */
export function chainsUnmixed({ rHat, mixing }: Analysis): boolean {
	if (rHat === "Infinity") return true;
	return (
		rHat !== null && rHat > largestRHat && mixing !== null && mixing < level
	);
}

type Result = ObservableAnalysis;

/** What voids an error bar, whatever the autocorrelation: a probability, and what its smallness means. */
const objections: readonly {
	readonly chance: (result: Result) => number | undefined;
	readonly reason: (result: Result) => string;
}[] = [
	{
		chance: ({ stationarity }) => stationarity,
		reason: () => "changes in time: the run is not stationary",
	},
	{
		chance: ({ replicaQ }) => replicaQ,
		reason: () => "its chains disagree by more than their errors",
	},
	{
		chance: ({ rHat, mixing }) =>
			typeof rHat === "number" && rHat > largestRHat ? mixing : undefined,
		reason: ({ rHat }) =>
			`its chains have not converged to one distribution: R-hat = ${Number(rHat).toFixed(3)}`,
	},
];

/** The observables, of which those that an objection speaks against are unresolved. */
export function judged(
	observables: Readonly<Record<string, Result>>,
): Readonly<Record<string, Result>> {
	const all = Object.values(observables);
	const found = objections.map(({ chance, reason }) => ({
		reason,
		voids: (result: Result): boolean => {
			const p = chance(result);
			const tests = all.filter((each) => chance(each) !== undefined).length;
			return p !== undefined && p * tests < level;
		},
	}));
	return Object.fromEntries(
		Object.entries(observables).map(([name, result]) => {
			const objection = found.find(({ voids }) => voids(result));
			if (objection === undefined || result.frozen !== undefined)
				return [name, result];
			const reason = objection.reason(result);
			return [name, { ...result, status: "unresolved", reason }];
		}),
	);
}

/** Whether halves or thirds of the run differ by more than those of a stationary run. */
export function changesInTime({ stationarity }: Analysis): boolean {
	return stationarity !== null && stationarity < level;
}

/** 1 where replicas or checks disagree, 3 where nothing is resolved, 0 otherwise. */
export function statusOf(analysis: Analysis): ExitStatus {
	const results = Object.values(analysis.observables);
	const frozen = results.some((result) => result.frozen !== undefined);
	const checks = [chainsDisagree, chainsUnmixed, changesInTime];
	if (frozen || checks.some((fails) => fails(analysis))) {
		return exitStatus.regression;
	}
	const judged = results.length > 0 ? results : [analysis.weights];
	return judged.some((result) => result?.status === "ok")
		? exitStatus.done
		: exitStatus.inconclusive;
}
