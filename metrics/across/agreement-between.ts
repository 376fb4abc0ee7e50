/**
 * Whether samplers agree with each other. Every pair is tested in every observable that both resolve, by
 * the Welch-Student z of the difference, with Holm's correction over all of them. If the measured series
 * are stored, Hotelling's T^2 tests several correlated observables at once.
 */

import { element } from "../../core/elements.js";
import type { EstimatorResult } from "../../core/record.js";
import { asymmetryOfDifference } from "../../core/statistics/inference/asymmetry.js";
import {
	type CovariancePart,
	hotellingOf,
} from "../../core/statistics/inference/hotelling.js";
import {
	type Draft,
	familyLevel,
	judge,
	suspicion,
} from "../../core/statistics/inference/judge.js";
import { welchDegrees } from "../../core/statistics/inference/welch.js";
import type { JointMeans } from "../cell/joint-means.js";
import { overRuns } from "./over-runs.js";

/** Key of the test of all observables together; the others are names of observables. */
const jointName = "joint";

/** What one sampler says about one target, over one or several independent runs (seeds). */
export interface Opinion {
	/** For instance "hmc (chain)". */
	readonly label: string;
	readonly results: readonly EstimatorResult[];
	/** By name: largest differences that count as agreement, of quantities that state their own. */
	readonly margins?: Readonly<Record<string, number>>;
	/** Means of several observables with their covariance, for each run whose history is at hand. */
	readonly joint?: readonly JointMeans[];
}

/** Drafts for one pair, by observable, and "joint" for all of them together. */
export function pairDrafts(
	left: Opinion,
	right: Opinion,
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	const names = Object.keys(left.results[0]?.observables ?? {});
	for (const name of names) {
		const a = overRuns(left.results, name);
		const b = overRuns(right.results, name);
		if (a === undefined || b === undefined) continue;
		drafts[name] = judge(
			{
				value: a.value - b.value,
				error: Math.hypot(a.error, b.error),
				asymmetry: asymmetryOfDifference(a, b),
				effective: Math.min(a.effective, b.effective),
				degreesOfFreedom: welchDegrees(a.error, a.degrees, b.error, b.degrees),
				margin: left.margins?.[name] ?? Math.max(a.margin, b.margin),
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
		drafts[jointName] = jointDraft(
			left.label,
			left.joint,
			right.label,
			right.joint,
		);
	}
	return drafts;
}

function jointDraft(
	label: string,
	left: readonly JointMeans[],
	other: string,
	right: readonly JointMeans[],
): Draft {
	const runs = [...left, ...right];
	const names = (runs[0]?.names ?? []).filter((name) =>
		runs.every((run) => run.names.includes(name)),
	);
	const a = pooled(left, names);
	const b = pooled(right, names);
	const test =
		names.length > 1 && left.length > 0 && right.length > 0
			? hotellingOf(
					a.means.map((mean, k) => mean - element(b.means, k)),
					[...a.parts, ...b.parts],
				)
			: undefined;
	const kind = "hotelling";
	if (test === undefined) {
		return {
			claim: `${label} and ${other} agree in several observables together`,
			kind,
			otherwise: "inconclusive",
			reason:
				"fewer than two observables are resolved well enough for a covariance of their means",
		};
	}
	const suspicious = test.p < familyLevel;
	return {
		claim: `${label} and ${other} agree in ${names.join(", ")} together`,
		kind,
		statistic: test.tSquared,
		p: test.p,
		otherwise: suspicious ? "inconclusive" : "pass",
		...(suspicious ? { reason: suspicion } : {}),
	};
}

/** Means over runs, weighted by their draws, and what each run adds to their covariance. */
function pooled(
	runs: readonly JointMeans[],
	names: readonly string[],
): { readonly means: readonly number[]; readonly parts: CovariancePart[] } {
	const draws = runs.reduce((sum, run) => sum + run.draws, 0);
	const means = new Array<number>(names.length).fill(0);
	const parts = runs.map((run) => {
		const share = run.draws / draws;
		const places = names.map((name) => run.names.indexOf(name));
		places.forEach((place, k) => {
			means[k] = element(means, k) + share * element(run.means, place);
		});
		const covariance = places.flatMap((i) =>
			places.map(
				(j) => share ** 2 * element(run.covariance, i * run.names.length + j),
			),
		);
		return {
			covariance: Float64Array.from(covariance),
			observations: run.observations,
		};
	});
	return { means, parts };
}
