/**
 * Layer 3, efficiency on the machine-free scale: ln tauInt, and evaluations per configuration.
 *
 * Not worse: H0 "tau_new / tau_base <= 1 + delta", one test for each observable, Holm's correction over
 * all. Proven the same: two one-sided tests on the slowest observable of the base; a run too short for
 * that is `inconclusive`, not green. The variance comes from independent replicas: eight parts of a
 * chain, or whole seeds where preparations ended in different places, since two trainings, or two
 * tunings that chose other trajectories, differ far more than parts of one run do.
 */
import type { BenchRecord, EstimatorName } from "../../core/record.js";
import { holm } from "../../core/statistics/inference/multiplicity.js";
import { tost } from "../../core/statistics/inference/tost.js";
import {
	type Arm,
	armOf,
	confidence,
	type Difference,
	pAbove,
	pBelow,
	welch,
} from "../../core/statistics/inference/welch.js";
import { mean } from "../../core/statistics/moments.js";
import type { LayerResult } from "./correctness.js";
import type { Finding, Levels } from "./finding.js";
import { metrics } from "./metrics.js";
import type { CellPair } from "./pairs.js";

/** Fewest preparations whose spread says anything. */
const fewestSeeds = 3;
/** Chains whose work per configuration agrees to this were tuned alike. */
const tunedAlike = 0.05;
/** Name under which a record keeps ln(N / 2 ESS) of its weights. */
const weightsName = "weights";

interface Candidate {
	readonly pair: CellPair;
	readonly estimator: EstimatorName;
	readonly observable: string;
	readonly headline: boolean;
	readonly difference: Difference;
}

export function efficiencyLayer(
	pairs: readonly CellPair[],
	identical: ReadonlySet<string>,
	levels: Levels,
): LayerResult {
	const findings: Finding[] = [];
	const candidates: Candidate[] = [];
	for (const pair of pairs) {
		if (identical.has(pair.name)) {
			findings.push({
				layer: "efficiency",
				cell: pair.name,
				metric: "tauInt",
				verdict: "same",
				reason: "identical digits",
			});
			continue;
		}
		findings.push(...workNotes(pair));
		for (const estimator of ["chain", "reweighted", "metropolis"] as const) {
			const found = candidatesOf(pair, estimator);
			if (typeof found === "string") {
				findings.push({
					layer: "efficiency",
					cell: pair.name,
					estimator,
					metric: "tauInt",
					verdict: "inconclusive",
					reason: found,
				});
			} else candidates.push(...found);
		}
	}
	const margin = Math.log1p(metrics.tauInt.relevant);
	const worse = candidates.map(({ difference }) => pAbove(difference, margin));
	const adjusted = holm(worse);
	for (const [index, candidate] of candidates.entries()) {
		const finding = judge(
			candidate,
			margin,
			worse[index],
			adjusted[index],
			candidates.length,
			levels,
		);
		if (finding !== undefined) findings.push(finding);
	}
	return { findings, tests: candidates.length };
}

function judge(
	{ pair, estimator, observable, headline, difference }: Candidate,
	margin: number,
	p: number,
	adjusted: number,
	tests: number,
	levels: Levels,
): Finding | undefined {
	const { low, high } = confidence(difference, 1 - 2 * levels.equivalence);
	const ratio = {
		value: Math.exp(difference.value),
		low: Math.exp(low),
		high: Math.exp(high),
	};
	const common = {
		layer: "efficiency",
		cell: pair.name,
		estimator,
		metric: "tauInt",
		observable,
		ratio,
		p,
		adjusted,
	} as const;
	const change = `tauInt of ${observable} changed by ${percent(ratio.value)} (${percent(ratio.low)} to ${percent(ratio.high)})`;
	const allowed = `${Math.round(100 * metrics.tauInt.relevant)} %`;
	if (adjusted <= levels.efficiency) {
		return {
			...common,
			verdict: "regressed",
			reason: `${change}, more than ${allowed}: p = ${adjusted.toExponential(1)} after Holm's correction for ${tests} tests`,
		};
	}
	if (!headline) return undefined;
	if (pBelow(difference, -margin) <= levels.equivalence) {
		return {
			...common,
			verdict: "improved",
			reason: `${change}, lower by more than ${allowed}`,
		};
	}
	if (tost(difference, margin).p <= levels.equivalence) {
		return {
			...common,
			verdict: "same",
			reason: `${change}, within ${allowed} by two one-sided tests`,
		};
	}
	// Half the interval must shrink to the room that is left; it shrinks with the root of the draws.
	const room = margin - Math.min(margin * 0.9, Math.abs(difference.value));
	const factor = ((high - low) / 2 / room) ** 2;
	return {
		...common,
		verdict: "inconclusive",
		reason: `${change}: neither within ${allowed} nor surely beyond; about ${Math.ceil(factor)} times the draws would decide if nothing changed`,
	};
}

function percent(ratio: number): string {
	const change = 100 * (ratio - 1);
	return `${change >= 0 ? "+" : ""}${change.toFixed(Math.abs(change) < 10 ? 1 : 0)} %`;
}

/** A sentence instead of candidates says why there are none. */
function candidatesOf(
	pair: CellPair,
	estimator: EstimatorName,
): Candidate[] | string {
	const [reference] = pair.base;
	const result = reference.estimators?.[estimator];
	if (result === undefined) return [];
	const names =
		estimator === "reweighted"
			? [weightsName]
			: Object.keys(result.observables).filter(
					(name) =>
						result.observables[name].status === "ok" &&
						result.observables[name].tauInt !== undefined,
				);
	const headline =
		estimator === "reweighted" ? weightsName : (result.slowest ?? names[0]);
	if (names.length === 0) return "no observable of the base is resolved";
	const bySeed = unitIsSeed(pair);
	if (bySeed && Math.min(pair.base.length, pair.new.length) < fewestSeeds) {
		const what = pair.trained
			? "trainings: the spread between trainings is unknown"
			: "tunings that ended in different places: the spread between tunings is unknown";
		return `${pair.base.length} and ${pair.new.length} ${what}; give ${fewestSeeds} seeds or more`;
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
		: `tauInt of ${headline}, the slowest observable of the base, is not resolved on both sides`;
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

/** From tauInt and its quoted error, where there are no replicas to compare. */
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

/** Work per configuration is a count without noise, but tuning may change it: told, not judged. */
function workNotes(pair: CellPair): Finding[] {
	const before = workOf(pair.base);
	const after = workOf(pair.new);
	if (before === undefined || after === undefined) return [];
	const ratio = after / before;
	if (Math.abs(Math.log(ratio)) <= Math.log1p(metrics.evaluations.relevant)) {
		return [];
	}
	return [
		{
			layer: "efficiency",
			cell: pair.name,
			metric: "evaluations",
			verdict: "note",
			reason: `${metrics.evaluations.label}: ${before.toPrecision(3)} were and ${after.toPrecision(3)} are needed ${metrics.evaluations.unit} (${percent(ratio)})`,
			ratio: { value: ratio, low: ratio, high: ratio },
		},
	];
}

function workOf(records: readonly BenchRecord[]): number | undefined {
	let work = 0;
	let draws = 0;
	for (const { cost, draws: count } of records) {
		if (cost?.draw === undefined) return undefined;
		work += cost.draw.gradientEvaluations + cost.draw.actionEvaluations;
		draws += count;
	}
	return work > 0 && draws > 0 ? work / draws : undefined;
}
