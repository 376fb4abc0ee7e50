/**
 * The observables whose tauInt can be compared, with the variance of ln tauInt on both sides. It comes
 * from independent replicas: eight parts of a chain, or whole seeds if preparations ended in different
 * places. Two trainings, or two tunings that chose other trajectories, differ far more than parts of
 * one run do.
 */
import { element } from "../../core/elements.js";
import type { BenchRecord, EstimatorName } from "../../core/record.js";
import {
	type Arm,
	armOf,
	type Difference,
	welch,
} from "../../core/statistics/inference/welch.js";
import { mean } from "../../core/statistics/moments.js";
import type { CellPair } from "./pairs.js";
import { tauWords, weightsName } from "./words.js";

/** Fewest preparations whose spread says anything. */
const fewestSeeds = 3;
/** Chains whose work per configuration agrees to this were tuned alike. */
const tunedAlike = 0.05;

/** One observable with an estimate of ln tauInt on both sides. */
export interface Candidate {
	readonly pair: CellPair;
	readonly estimator: EstimatorName;
	readonly observable: string;
	readonly headline: boolean;
	readonly difference: Difference;
}

/** The candidates, or a sentence that says why there are none. */
export function candidatesOf(
	pair: CellPair,
	estimator: EstimatorName,
): Candidate[] | string {
	const [reference] = pair.base;
	const result = reference?.estimators?.[estimator];
	if (result === undefined) return [];
	const names =
		estimator === "reweighted"
			? [weightsName]
			: Object.keys(result.observables).filter((name) => {
					const { status, tauInt } = element(result.observables, name);
					return status === "ok" && tauInt !== undefined;
				});
	const headline =
		estimator === "reweighted" ? weightsName : (result.slowest ?? names[0]);
	if (names.length === 0) return "no observable of the base is resolved";
	const bySeed = unitIsSeed(pair);
	if (bySeed && Math.min(pair.base.length, pair.new.length) < fewestSeeds) {
		const [kind, apart] = pair.trained
			? ["training", ""]
			: ["tuning", ", which ended in different places"];
		const count = (cells: readonly unknown[]) =>
			`${cells.length} ${kind}${cells.length === 1 ? "" : "s"}`;
		return `${count(pair.base)} before and ${count(pair.new)} after${apart}: how much ${kind}s differ is unknown; give ${fewestSeeds} seeds or more`;
	}
	const candidates = names.flatMap((observable) => {
		const before = armFor(pair, pair.base, bySeed, estimator, observable);
		const after = armFor(pair, pair.new, bySeed, estimator, observable);
		if (before === undefined || after === undefined) return [];
		return [
			{
				pair,
				estimator,
				observable,
				headline: observable === headline,
				difference: welch(before, after),
			},
		];
	});
	return candidates.some((entry) => entry.headline)
		? candidates
		: headline === undefined || headline === weightsName
			? "the weights of both sides do not tell how many draws are effective"
			: `${tauWords(pair, headline)}, the slowest observable of the base, is not resolved on both sides`;
}

/** Whether parts of one run would understate how much runs differ. */
function unitIsSeed(pair: CellPair): boolean {
	if (pair.trained) return true;
	const work = [...pair.base, ...pair.new].flatMap(
		(record) => workOf([record]) ?? [],
	);
	return Math.max(...work) > (1 + tunedAlike) * Math.min(...work);
}

/** ln tauInt with the variance of its mean. */
function armFor(
	pair: CellPair,
	records: readonly BenchRecord[],
	bySeed: boolean,
	estimator: EstimatorName,
	observable: string,
): Arm | undefined {
	const sameLength =
		new Set([...pair.base, ...pair.new].map((record) => record.draws)).size ===
		1;
	const parts = records.map(
		(record) => record.diagnostics?.lnTauReplicas?.[observable],
	);
	const complete = parts.flatMap((list) =>
		list === undefined || list.length < 2 ? [] : [list],
	);
	// Parts of unequal length have unequal biases: only equal ones are compared.
	if (sameLength && complete.length === records.length) {
		if (bySeed) {
			return armOf(complete.map(mean));
		}
		return armOf(complete.flat());
	}
	return quotedArm(records, bySeed, estimator, observable);
}

/** From tauInt and its quoted error, if there are no replicas to compare. */
function quotedArm(
	records: readonly BenchRecord[],
	bySeed: boolean,
	estimator: EstimatorName,
	observable: string,
): Arm | undefined {
	const values: number[] = [];
	let variance = 0;
	let degrees = 0;
	for (const record of records) {
		const entry = record.estimators?.[estimator]?.observables[observable];
		if (
			entry?.status !== "ok" ||
			entry.tauInt === undefined ||
			!(entry.tauInt > 0) ||
			entry.tauIntError === undefined ||
			!(entry.tauIntError > 0)
		) {
			return undefined;
		}
		values.push(Math.log(entry.tauInt));
		// Quoted errors are some 20 % too small for squares of fields.
		variance += (1.25 * (entry.tauIntError / entry.tauInt)) ** 2;
		degrees += entry.degreesOfFreedom ?? record.draws;
	}
	if (bySeed) return armOf(values);
	return {
		mean: mean(values),
		variance: variance / values.length ** 2,
		degreesOfFreedom: degrees,
	};
}

/** Evaluations per configuration. Undefined if the records do not count them. */
export function workOf(records: readonly BenchRecord[]): number | undefined {
	let work = 0;
	let draws = 0;
	for (const { cost, draws: count } of records) {
		if (cost?.draw === undefined) return undefined;
		work += cost.draw.gradientEvaluations + cost.draw.actionEvaluations;
		draws += count;
	}
	return work > 0 && draws > 0 ? work / draws : undefined;
}
