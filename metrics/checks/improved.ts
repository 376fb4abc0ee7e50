/**
 * Whether the improved estimator of V <m^2> that cluster samplers keep (samplers/chain/local/facts.ts) agrees with the
 * plain one of the same draws, and with a known value. It averages over the signs of all clusters, so that both share
 * their configurations and their difference is smaller than independent errors make it: the test is a mild one. The
 * error comes from the scatter of the chains.
 */
import { digits } from "../../core/digits.js";
import type { Estimate, EstimatorResult } from "../../core/record.js";
import {
	type Draft,
	judge,
	marginOf,
} from "../../core/statistics/inference/judge.js";

/** What a sampler says of itself. */
export type Facts = Readonly<Record<string, number | string>>;

/**
 * @param facts of the sampler; without `improvedSusceptibility` and its error there is nothing to check
 * @param known value of the susceptibility, if there is one
 */
export function improvedChecks(
	facts: Facts,
	{ observables, chains = 0 }: EstimatorResult,
	known: (Estimate & { readonly source: string }) | undefined,
): Record<string, Draft> {
	const value = facts.improvedSusceptibility;
	const error = facts.improvedSusceptibilityError;
	const plain = observables.susceptibility;
	if (
		typeof value !== "number" ||
		typeof error !== "number" ||
		plain?.value === undefined ||
		plain.error === undefined ||
		plain.status !== "ok"
	)
		return {};
	const measured = { value, error };
	const margin = marginOf(plain);
	const drafts: Record<string, Draft> = {};
	const against = (reference: Estimate, claim: string, source?: string) =>
		judge(
			{
				value: value - reference.value,
				error: Math.hypot(error, reference.error),
				degreesOfFreedom: chains - 1,
				margin,
				referenceError: reference.error,
			},
			{
				claim,
				measured,
				reference: { value: reference.value, error: reference.error },
				...(source === undefined ? {} : { source }),
			},
		);
	drafts["improved susceptibility, same draws"] = against(
		{ value: plain.value, error: plain.error },
		"the improved estimator of V⟨m²⟩ = V⟨m²⟩ of the same draws",
	);
	if (known !== undefined)
		drafts["improved susceptibility, reference"] = against(
			known,
			`the improved estimator of V⟨m²⟩ = ${digits(known.value, 6)}${known.error > 0 ? ` ± ${digits(known.error, 2)}` : ""}`,
			known.source,
		);
	return drafts;
}
