/**
 * Do samplers agree with each other? Every pair, every observable that both resolve: the
 * Welch-Student z of the difference, with Holm's correction over all of them; and, where the measured
 * series are at hand, Hotelling's T^2 of several correlated observables at once.
 */
import type {
	Check,
	EstimatorResult,
	ObservableResult,
} from "../core/record.js";
import { hotelling, type MeanVector } from "./parts/inference/hotelling.js";
import {
	type Draft,
	judge,
	logZMargin,
	marginOf,
	settle,
	welchDegrees,
} from "./parts/inference/judge.js";

/** What one sampler says about one target, over one or several independent runs (seeds). */
export interface Opinion {
	/** For instance "hmc (chain)". */
	readonly label: string;
	readonly results: readonly EstimatorResult[];
	/** Means of several observables with their covariance; all opinions list the same ones. */
	readonly joint?: MeanVector;
}

/** Checks by "<observable>: <label> = <label>"; a pair's joint test is "joint: ...". */
export function agreementBetween(
	opinions: readonly Opinion[],
): Record<string, Check> {
	const drafts: Record<string, Draft> = {};
	for (let i = 0; i < opinions.length; i++) {
		for (let j = i + 1; j < opinions.length; j++) {
			const pair = `${opinions[i].label} = ${opinions[j].label}`;
			const found = pairDrafts(opinions[i], opinions[j]);
			for (const [name, draft] of Object.entries(found))
				drafts[`${name}: ${pair}`] = draft;
		}
	}
	return settle(drafts);
}

/** Drafts for one pair, by observable, and "joint" for all of them together. */
export function pairDrafts(
	left: Opinion,
	right: Opinion,
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	const names = Object.keys(left.results[0]?.observables ?? {});
	for (const name of names) {
		const a = combined(left.results, name);
		const b = combined(right.results, name);
		if (a === undefined || b === undefined) continue;
		drafts[name] = judge(
			{
				value: a.value - b.value,
				error: Math.hypot(a.error, b.error),
				degreesOfFreedom: welchDegrees(a.error, a.degrees, b.error, b.degrees),
				margin: name === "logZ" ? logZMargin : Math.max(a.margin, b.margin),
			},
			{
				claim: `${left.label} and ${right.label} find the same ⟨${name}⟩`,
				observable: name,
				measured: { value: a.value, error: a.error },
				reference: { value: b.value, error: b.error },
				source: right.label,
			},
		);
	}
	if (left.joint !== undefined && right.joint !== undefined) {
		const pair = `${left.label} = ${right.label}`;
		drafts.joint = jointDraft(left.joint, right.joint, pair);
	}
	return drafts;
}

function jointDraft(left: MeanVector, right: MeanVector, pair: string): Draft {
	const about = {
		claim: `${pair} in all observables together`,
		kind: "hotelling",
	} as const;
	const test = hotelling(
		left.means.map((mean, k) => mean - right.means[k]),
		left.covariance.map((entry, k) => entry + right.covariance[k]),
		// Conservative: the smaller of the two numbers of observations.
		Math.min(left.observations, right.observations),
	);
	return test === undefined
		? {
				...about,
				otherwise: "inconclusive",
				reason: "too few independent batches for a covariance of the means",
			}
		: { ...about, statistic: test.tSquared, p: test.p, otherwise: "pass" };
}

interface Combined {
	readonly value: number;
	readonly error: number;
	readonly degrees: number;
	readonly margin: number;
}

/** Mean over runs, weighted by their draws; undefined unless every run resolves the observable. */
function combined(
	results: readonly EstimatorResult[],
	name: string,
): Combined | undefined {
	let draws = 0;
	let value = 0;
	let variance = 0;
	let spread = 0;
	let margin = 0;
	for (const result of results) {
		const entry: ObservableResult | undefined = result.observables[name];
		if (
			entry?.status !== "ok" ||
			entry.value === undefined ||
			entry.error === undefined ||
			!(entry.error > 0)
		) {
			return undefined;
		}
		const square = (result.draws * entry.error) ** 2;
		draws += result.draws;
		value += result.draws * entry.value;
		variance += square;
		spread += square ** 2 / (entry.degreesOfFreedom ?? result.draws);
		margin = Math.max(margin, marginOf(entry));
	}
	if (draws === 0) return undefined;
	return {
		value: value / draws,
		error: Math.sqrt(variance) / draws,
		degrees: variance ** 2 / spread,
		margin,
	};
}
