/**
 * The table of effects: what each quantity was, what it is, and by how much it changed, whatever the
 * verdict. Ratios are new over base with intervals of 90 %, that of the tests. An interval is absent
 * where nobody can know it: between single trainings, or between single sessions of a clock. p is the
 * two-sided p-value of "nothing changed", without correction for other rows.
 */
import { secondsPerDraw } from "../../core/drawing-time.js";
import { type BenchRecord, estimatorNames } from "../../core/record.js";
import {
	type Difference,
	ratioOf,
} from "../../core/statistics/inference/welch.js";
import { mean } from "../../core/statistics/moments.js";
import { candidatesOf, workOf } from "./candidates.js";
import { meanTests } from "./correctness.js";
import type { Effect, Finding } from "./finding.js";
import type { CellPair } from "./pairs.js";
import { symbolOf, tauWords, weightsName } from "./words.js";

const level = 0.9;

export function effectsOf(
	pairs: readonly CellPair[],
	findings: readonly Finding[],
): Effect[] {
	return pairs.flatMap((pair) => {
		const own = findings.filter(({ cell }) => cell === pair.name);
		return [
			...meanEffects(pair, own),
			...tauEffects(pair, own),
			...countEffects(pair),
			...timeEffects(pair, own),
		];
	});
}

/** The observable of each estimator whose mean differs most. */
function meanEffects(pair: CellPair, own: readonly Finding[]): Effect[] {
	return estimatorNames.flatMap((estimator) => {
		const tests = meanTests(pair, estimator);
		const [most] = [...tests].sort((a, b) => a.p - b.p);
		if (most === undefined) return [];
		const { before, after, p, observable } = most;
		const judged = own.find(
			(f) =>
				f.metric === "mean" &&
				f.estimator === estimator &&
				f.observable === observable,
		);
		const value = ({ mean, variance }: typeof before) => ({
			value: mean,
			error: Math.sqrt(variance),
		});
		return [
			{
				cell: pair.name,
				estimator,
				quantity: `${symbolOf(pair, observable)}${tests.length === 1 ? "" : `, which differs most of ${tests.length} means`}`,
				before: value(before),
				after: value(after),
				p,
				verdict: judged?.verdict ?? "same",
			},
		];
	});
}

/** The autocorrelation time of the slowest observable, or draws for each effective one of weights. */
function tauEffects(pair: CellPair, own: readonly Finding[]): Effect[] {
	return estimatorNames.flatMap((estimator) => {
		const found = candidatesOf(pair, estimator);
		const headline =
			typeof found === "string"
				? undefined
				: found.find((candidate) => candidate.headline);
		const name =
			headline?.observable ??
			(estimator === "reweighted"
				? weightsName
				: pair.base[0]?.estimators?.[estimator]?.slowest);
		if (name === undefined) return [];
		const of = (records: readonly BenchRecord[]) =>
			geometric(
				records.flatMap((record) => {
					const result = record.estimators?.[estimator];
					if (result === undefined) return [];
					if (name !== weightsName)
						return result.observables[name]?.tauInt ?? [];
					return result.kishEss === undefined || result.kishEss === 0
						? []
						: result.draws / result.kishEss;
				}),
			);
		const [before, after] = [of(pair.base), of(pair.new)];
		if (before === undefined || after === undefined) return [];
		const judged = own.find(
			(f) => f.layer === "efficiency" && f.estimator === estimator,
		);
		return [
			{
				cell: pair.name,
				estimator,
				quantity: tauWords(pair, name),
				before: { value: before },
				after: { value: after },
				...changeOf(before, after, headline?.difference),
				verdict: judged?.verdict ?? "not judged",
			},
		];
	});
}

function countEffects(pair: CellPair): Effect[] {
	const before = workOf(pair.base);
	const after = workOf(pair.new);
	if (before === undefined || after === undefined) return [];
	return [
		{
			cell: pair.name,
			quantity: "evaluations per configuration",
			before: { value: before },
			after: { value: after },
			...changeOf(before, after),
			verdict: "not judged",
		},
	];
}

function timeEffects(pair: CellPair, own: readonly Finding[]): Effect[] {
	const of = (records: readonly BenchRecord[]) =>
		geometric(records.flatMap((record) => secondsPerDraw(record) ?? []));
	const [before, after] = [of(pair.base), of(pair.new)];
	if (before === undefined || after === undefined) return [];
	const judged = own.find(({ metric }) => metric === "drawTime");
	return [
		{
			cell: pair.name,
			quantity: "device-seconds per configuration",
			before: { value: before },
			after: { value: after },
			...(judged?.ratio === undefined
				? changeOf(before, after)
				: {
						ratio: judged.ratio,
						...(judged.change === undefined ? {} : { p: judged.change }),
					}),
			verdict: judged?.ratio === undefined ? "not judged" : judged.verdict,
		},
	];
}

/** The ratio, with its interval where a difference of logarithms has an error. */
function changeOf(
	before: number,
	after: number,
	difference?: Difference,
): Pick<Effect, "ratio" | "p"> {
	if (difference === undefined) return { ratio: { value: after / before } };
	return { ratio: ratioOf(difference, level), p: difference.p };
}

function geometric(values: readonly number[]): number | undefined {
	return values.length === 0 ? undefined : Math.exp(mean(values.map(Math.log)));
}
