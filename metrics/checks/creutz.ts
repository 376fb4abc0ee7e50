/**
 * Creutz's identity <exp(-dH)> = 1 over all proposals of a stationary Hamiltonian chain, Phys. Rev. D
 * 38 (1988) 1228: area preservation and reversibility in one number. exp(-dH) is heavy-tailed for
 * large dH, so the test is asked only where <dH> < 1/2.
 */
import { replicasOf, type Series } from "../measurements.js";
import { autocorrelation } from "../parts/autocorrelation.js";
import { deviations } from "../parts/gamma-method.js";
import { type Draft, judge } from "../parts/judge.js";

const largestMean = 0.5;
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
	let mean = 0;
	for (let i = 0; i < energyChange.length; i++) {
		mean += energyChange[i] / energyChange.length;
	}
	if (!(mean < largestMean)) {
		return {
			Creutz: {
				...about,
				reason: `⟨ΔH⟩ = ${mean.toPrecision(2)}: exp(−ΔH) is too heavy-tailed to test above ${largestMean}`,
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
			{ value: average - 1, error, degreesOfFreedom, margin },
			{
				claim: about.claim,
				measured: { value: average, error },
				reference: { value: 1, error: 0 },
			},
		),
	};
}
