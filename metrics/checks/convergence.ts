/**
 * Whether the chains of a cell agree with each other: rank-normalised split R-hat over all observables,
 * and replica Q of the slowest observable and of those that ask for it. More of them would add no
 * information and only weaken Holm's correction.
 */
import type { EstimatorResult, ObservableResult } from "../../core/record.js";
import type { Draft } from "../../core/statistics/inference/judge.js";
import type { Observable } from "../observable.js";

/** arXiv:1903.08008. */
const largestRHat = 1.01;
/** Beyond this the chains have visited different places. */
const hopelessRHat = 1.1;
/** Chance that chains which mix have so large an R-hat, below which it speaks against them. */
const leastMixing = 1e-4;

/** From so many degrees of freedom an error is known well enough for a test. */
const enoughDegrees = 50;

/** An estimate that is unresolved for a slow mode may be so because its chains disagree. */
function isKnown({ status, degreesOfFreedom = 0 }: ObservableResult): boolean {
	return status === "ok" || degreesOfFreedom >= enoughDegrees;
}

export function chainConvergence(
	estimator: EstimatorResult,
	observables: readonly Observable[],
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	const { rHat, mixing, stationarity, leastStationary } = estimator;
	if (stationarity !== undefined) {
		drafts.stationary = {
			claim: "halves and thirds of the run have the same means and laws",
			kind: "F",
			...(leastStationary === undefined ? {} : { observable: leastStationary }),
			p: stationarity,
			alarm: "the run is not stationary",
			otherwise: "pass",
		};
	}
	if (rHat !== undefined) {
		const about = {
			claim: `split rank-normalised R-hat < ${largestRHat}`,
			kind: "R-hat",
			statistic: rHat,
			otherwise: "inconclusive",
		} as const;
		if (rHat < largestRHat) {
			drafts["R-hat"] = { ...about, fixed: "pass" };
		} else {
			const short = mixing !== undefined && mixing >= leastMixing;
			const apart = mixing !== undefined && mixing < leastMixing;
			drafts["R-hat"] = {
				...about,
				fixed:
					apart || (rHat > hopelessRHat && !short) ? "fail" : "inconclusive",
				reason: short
					? "no more than chains as short as these show when they mix; longer chains would tell"
					: "the chains, or their halves, have not mixed",
			};
		}
	}
	const judged = new Set([
		estimator.slowest,
		...observables.filter(({ replicas }) => replicas).map(({ name }) => name),
	]);
	for (const [name, result] of Object.entries(estimator.observables)) {
		if (!judged.has(name)) continue;
		if (result.replicaQ === undefined || !isKnown(result)) continue;
		drafts[`replicas ${name}`] = {
			claim: `all chains have the same ⟨${name}⟩`,
			kind: "chi-square",
			observable: name,
			p: Math.min(1, result.replicaQ),
			otherwise: "pass",
		};
	}
	return drafts;
}
