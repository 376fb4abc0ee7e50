/** What hides a slow mode, and what is then claimed. */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import { chainMeans } from "../../core/statistics/inference/hotelling.js";
import { summarizeWeights } from "../../core/statistics/weights/log-weights.js";
import { estimateChains } from "../../metrics/cell/estimate-chains.js";
import { estimateColumn } from "../../metrics/cell/estimate-weighted.js";
import { meansOfWeights } from "../../metrics/cell/joint-means.js";
import { autoregressive } from "../core/statistics/support.js";

const count = 10_000;

function estimates(columns: Readonly<Record<string, Float64Array>>) {
	return estimateChains(
		{ kind: "chains", count, chains: 1, columns },
		Object.keys(columns),
		[],
		[],
	).result;
}

describe("the slowest observable", () => {
	const quick = autoregressive("quick", 0.5, count);
	const slow = autoregressive("slow", 0.99, count);

	test("a share of it that a window does not see is flagged, where the slow one was measured", () => {
		const hidden = quick.map((x, i) => Math.sqrt(0.98) * x + 0.141 * slow[i]);
		const { observables, slowest } = estimates({ quick, slow, hidden });
		expect(slowest).toBe("slow");
		const flag = /the slowest time, .* \(slow\), may hide in the noise/;
		const flagged = (name: string) =>
			(observables[name].flags ?? []).some((text) => flag.test(text));
		expect(flagged("hidden")).toBe(true);
		expect(flagged("slow")).toBe(false);
		const alone = estimates({ quick, hidden }).observables;
		for (const { flags } of Object.values(alone))
			expect((flags ?? []).join()).not.toMatch(/may hide/);
	});

	test("where one is too slow to be resolved, the second slowest is not the headline", () => {
		const frozen = autoregressive("frozen", 0.9995, count);
		const { observables, slowest } = estimates({ quick, frozen });
		expect(observables.frozen.status).toBe("unresolved");
		expect(observables.quick.status).toBe("ok");
		expect(slowest).toBeUndefined();
		const constant = new Float64Array(count).fill(1);
		// A constant is unresolved too, but not for being slow.
		expect(estimates({ quick, constant }).slowest).toBe("quick");
	});
});

describe("means with their covariance", () => {
	test("ten batches of 20 tauInt for each column, and no fewer", () => {
		const column = (name: string, length: number) => [
			autoregressive(name, 0, length),
		];
		const of = (length: number) =>
			chainMeans([column("a", length), column("b", length)], 1);
		expect(of(400)?.observations).toBe(20);
		expect(of(399)).toBeUndefined();
	});

	test("few large weights: no surer than the least sure of the errors", () => {
		const random = createRandom("heavy");
		const draws = 4000;
		const x = Float64Array.from({ length: draws }, () => random.normal());
		const y = Float64Array.from({ length: draws }, () => random.normal());
		// Draws of width 1 for a target of width 1.35: the tail of x^4 is carried by a few.
		const logWeights = x.map(
			(value) => (value * value * (1 - 1 / 1.35 ** 2)) / 2,
		);
		const columns = { phi2: x.map((v) => v * v), phi4: y };
		const { normalized } = summarizeWeights(logWeights);
		const results = Object.values(columns).map((column) => {
			const { error, degreesOfFreedom } = estimateColumn(column, normalized);
			return { status: "ok", error, degreesOfFreedom } as const;
		});
		const means = meansOfWeights(
			{ kind: "weighted", count: draws, chains: 1, columns },
			logWeights,
			["phi2", "phi4"],
			results,
		);
		const least = Math.min(...results.map((one) => one.degreesOfFreedom));
		expect(least).toBeLessThan(summarizeWeights(logWeights).kishEss / 3);
		expect(means?.observations).toBe(Math.floor(least) + 1);
		expect(means?.covariance[0]).toBeCloseTo(results[0].error ** 2, 12);
	});
});
