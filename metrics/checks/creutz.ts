/**
 * Creutz's identity <exp(-dH)> = 1 over all proposals of a stationary Hamiltonian chain, Phys. Rev. D
 * 38 (1988) 1228: area preservation and reversibility in one number. exp(-dH) is heavy-tailed for
 * large dH, so the test is asked only where <dH> < 1/2. That is read off the acceptance, whose
 * expectation is erfc(sqrt<dH> / 2) (Gupta et al., Phys. Lett. B 242 (1990) 437): the mean of dH itself
 * is ruled by the few trajectories that diverge and are rejected, which leave exp(-dH) = 0.
 */

import { autocorrelation } from "../../core/statistics/chains/autocorrelation.js";
import { deviations } from "../../core/statistics/chains/gamma-method.js";
import { asymmetryOfMean } from "../../core/statistics/inference/asymmetry.js";
import { normalSurvival } from "../../core/statistics/inference/distributions.js";
import { type Draft, judge } from "../../core/statistics/inference/judge.js";
import { paretoSmooth } from "../../core/statistics/weights/pareto.js";
import { replicasOf, type Series } from "../cell/measurements.js";

/** erfc(sqrt(1/2) / 2). */
const leastAcceptance = 2 * normalSurvival(0.5);
/** The variance is infinite above 1/2 (Vehtari et al., arXiv:1507.02646), and k of 2000 draws has an error of 0.1. */
const heaviest = 0.4;
/** |<exp(-dH)> - 1| that counts as agreement. */
const margin = 0.02;

export function creutz({
	energyChange,
	chains,
}: Series): Record<string, Draft> {
	if (energyChange === undefined) return {};
	const about = {
		claim: "⟨exp(−ΔH)⟩ = 1",
		kind: "student",
		otherwise: "inconclusive",
	} as const;
	if (energyChange.some(Number.isNaN)) {
		return {
			Creutz: { ...about, fixed: "fail", reason: "ΔH is not a number" },
		};
	}
	let acceptance = 0;
	for (const change of energyChange)
		acceptance += Math.min(1, Math.exp(-change)) / energyChange.length;
	if (acceptance < leastAcceptance) {
		return {
			Creutz: {
				...about,
				reason: `acceptance ${acceptance.toFixed(2)}: exp(−ΔH) is too heavy-tailed to test below ${leastAcceptance.toFixed(2)}`,
			},
		};
	}
	// Near the limit of stability of the integrator one stiff mode has tails without a variance, although
	// most proposals are accepted: rare large values carry the mean, and most samples lie below it.
	const { k } = paretoSmooth(energyChange.map((change) => -change));
	if (k > heaviest) {
		return {
			Creutz: {
				...about,
				reason: `the tail of exp(−ΔH) has Pareto k = ${k.toFixed(2)}: above ${heaviest} its mean has no error bar`,
			},
		};
	}
	const factors = energyChange.map((change) => Math.exp(-change));
	const { mean: average, deltas } = deviations(replicasOf(factors, chains));
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
				value: average - 1,
				error,
				degreesOfFreedom,
				margin,
				effective: analysis.ess,
				asymmetry: asymmetryOfMean(deltas, analysis.ess ?? factors.length),
			},
			{
				claim: about.claim,
				measured: { value: average, error },
				reference: { value: 1, error: 0 },
			},
		),
	};
}
