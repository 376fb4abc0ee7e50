/**
 * Creutz's identity, Phys. Rev. D 38 (1988) 1228, over all proposals of a stationary chain: area
 * preservation and reversibility in one number. They make the law of dH obey p(-dH) = p(dH) exp(-dH),
 * so that exp(-dH / 2) times any odd function of dH has the mean zero. The function -2 sinh(dH / 2)
 * gives <exp(-dH)> = 1, whose tails are heavy: near the integrator's limit of stability one stiff mode
 * leaves it without a variance, rare large values carry the mean, and most samples lie far below it by
 * their own error bar. Dividing by cosh(dH / 2)^2 bounds it, and leaves the first two orders in dH:
 *
 *   -4 tanh(dH / 2) / (1 + exp(dH)) = exp(-dH) - 1 + O(dH^3).
 */

import { autocorrelation } from "../../core/statistics/chains/autocorrelation.js";
import { deviations } from "../../core/statistics/chains/gamma-method.js";
import { asymmetryOfMean } from "../../core/statistics/inference/asymmetry.js";
import { type Draft, judge } from "../../core/statistics/inference/judge.js";
import { replicasOf, type Series } from "../cell/measurements.js";

/** |<exp(-dH)> - 1|, or its bounded form, that counts as agreement. */
const margin = 0.02;

export function creutz({
	energyChange,
	chains,
}: Series): Record<string, Draft> {
	if (energyChange === undefined) return {};
	const about = {
		claim: "⟨4 tanh(ΔH/2) / (1 + exp(ΔH))⟩ = 0",
		kind: "student",
		otherwise: "inconclusive",
	} as const;
	if (energyChange.some(Number.isNaN)) {
		return {
			Creutz: { ...about, fixed: "fail", reason: "ΔH is not a number" },
		};
	}
	const terms = energyChange.map(
		(change) => (4 * Math.tanh(change / 2)) / (1 + Math.exp(change)),
	);
	const { mean: value, deltas } = deviations(replicasOf(terms, chains));
	const analysis = autocorrelation(deltas);
	const { error, degreesOfFreedom } = analysis;
	if (
		analysis.status !== "ok" ||
		error === undefined ||
		degreesOfFreedom === undefined
	) {
		return {
			Creutz: { ...about, reason: analysis.reason ?? "no error bar" },
		};
	}
	return {
		Creutz: judge(
			{
				value,
				error,
				degreesOfFreedom,
				margin,
				effective: analysis.ess,
				asymmetry: asymmetryOfMean(deltas, analysis.ess ?? terms.length),
			},
			{
				claim: about.claim,
				measured: { value, error },
				reference: { value: 0, error: 0 },
			},
		),
	};
}
