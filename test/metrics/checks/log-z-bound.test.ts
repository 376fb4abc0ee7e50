/** Gibbs' bound on weights of a linear flow dx/dt = -r x of normals, whose densities are all known. */
import { expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import type { Check } from "../../../core/record.js";
import { settle } from "../../../core/statistics/inference/judge.js";
import { logZBound } from "../../../metrics/checks/log-z-bound.js";

const known = { value: 0, error: 0, source: "closed form" };

/** Draws x = (1 - r/n)^n z, p = N(0, s), and log q as the flow states it. */
function boundOf(
	trial: {
		readonly rate: number;
		readonly steps: number;
		readonly width: number;
		readonly offset?: number;
		readonly exact?: boolean;
		readonly normalised?: boolean;
	},
	logZ: Parameters<typeof logZBound>[1] | null = known,
): Check | undefined {
	const { rate, steps, width, offset = 0, exact = false } = trial;
	const random = createRandom("a linear flow");
	const growth = steps * Math.log1p(-rate / steps);
	const logWeights = Float64Array.from({ length: 2000 }, () => {
		const z = random.normal();
		const x = z * Math.exp(growth);
		const stated = -(z * z) / 2 - (exact ? growth : -rate) + offset;
		return -(x * x) / (2 * width * width) - Math.log(width) - stated;
	});
	const checks = logZBound(
		{
			estimators: {
				reweighted: {
					observables: {},
					draws: 2000,
					...(trial.normalised === false
						? {}
						: { logZ: { value: 0, error: 1 } }),
				},
			},
			identities: {},
			diagnostics: {},
			observables: [],
			quantities: {},
			leftOut: {},
			joint: {},
			series: {
				kind: "weighted",
				count: 2000,
				chains: 1,
				columns: {},
				logWeights,
			},
		},
		logZ ?? undefined,
	);
	return settle(checks)["⟨log w⟩ within log Z"];
}

test("a density of its draws keeps the bound, however bad it is", () => {
	for (const width of [0.05, 0.3, 1, 4])
		for (const rate of [0.2, 0.9])
			expect(boundOf({ rate, steps: 2, width, exact: true })).toBeUndefined();
});

test("two Euler steps that state the integral of the divergence break it", () => {
	// log(1 - r/n) < -r/n: the map contracts more than the divergence says. KL vanishes for the width of x.
	const rate = 1.2;
	const width = (1 - rate / 2) ** 2;
	const check = boundOf({ rate, steps: 2, width });
	expect(check?.verdict).toBe("fail");
	const excess = -2 * Math.log1p(-rate / 2) - rate;
	expect(check?.measured?.value).toBeCloseTo(excess, 6);
	expect(check?.reason).toContain(`too small by ${excess.toFixed(2)} or more`);
	expect(boundOf({ rate, steps: 200, width: Math.exp(-rate) })).toBeUndefined();
});

test("a missing normalisation breaks it, one too large does not, and chance is allowed for", () => {
	const good = { rate: 0.5, steps: 1, width: 0.7, exact: true };
	expect(boundOf({ ...good, offset: -5 })?.verdict).toBe("fail");
	expect(boundOf({ ...good, offset: 5 })).toBeUndefined();
	const unsure = { ...known, error: 3 };
	expect(boundOf({ ...good, offset: -5 }, unsure)?.verdict).toBe(
		"inconclusive",
	);
});

test("nothing is said where log Z is not known, or the weights have none", () => {
	const wrong = { rate: 0.5, steps: 1, width: 0.7, offset: -5 };
	expect(boundOf(wrong, null)).toBeUndefined();
	expect(boundOf({ ...wrong, normalised: false })).toBeUndefined();
});
