import { expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import {
	lnTauOfWeights,
	lnTauReplicas,
} from "../../../../core/statistics/chains/tau-replicas.js";
import { autoregressive } from "../support.js";

test("eight parts, of stretches or of groups of chains, each with its own tauInt", () => {
	for (const chains of [1, 3, 8, 20]) {
		const replicas = Array.from({ length: chains }, (_, c) =>
			autoregressive(`parts/${chains}/${c}`, 0.8, 240_000 / chains),
		);
		const values = lnTauReplicas(replicas) ?? [];
		expect(values).toHaveLength(8);
		expect(new Set(values).size).toBe(8);
		const mean = values.reduce((sum, value) => sum + value, 0) / 8;
		const spread = Math.sqrt(
			values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7,
		);
		// tauInt = 4.5, to the error that the parts themselves show.
		expect(Math.abs(mean - Math.log(4.5))).toBeLessThan(
			(4 * spread) / Math.sqrt(8),
		);
	}
	expect(lnTauReplicas([new Float64Array(800).fill(1)])).toBeUndefined();
});

test("of weights: ln N / (2 ESS) of eight stretches", () => {
	const random = createRandom("stretches");
	const logWeights = Float64Array.from({ length: 80_000 }, () =>
		random.normal(),
	);
	const values = lnTauOfWeights(logWeights) ?? [];
	expect(values).toHaveLength(8);
	// ESS / N = exp(-s^2) for lognormal weights; -1 % of bias at this length.
	for (const value of values)
		expect(Math.abs(value - (1 - Math.LN2))).toBeLessThan(0.25);
	expect(lnTauOfWeights(new Float64Array(80))).toEqual(
		new Array(8).fill(-Math.LN2),
	);
});
