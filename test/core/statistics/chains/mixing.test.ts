/** R-hat against what chains of the same length and autocorrelation have when they mix. */
import { expect, test } from "vitest";
import { createRandom } from "../../../../core/random.js";
import { mixingProbability } from "../../../../core/statistics/chains/mixing.js";
import {
	rankDiagnostics,
	splitChains,
} from "../../../../core/statistics/chains/rank-diagnostics.js";
import { chainDiagnostics } from "../../../../metrics/cell/chain-diagnostics.js";
import { chainConvergence } from "../../../../metrics/checks/convergence.js";

/** Stationary AR(1) chains of unit variance: tauInt = (1 + a) / (1 - a) / 2. */
function chains(a: number, count: number, length: number, seed: string) {
	return Array.from({ length: count }, (_, c) => {
		const random = createRandom(`${seed}/${c}`);
		const series = new Float64Array(length);
		series[0] = random.normal();
		for (let i = 1; i < length; i++)
			series[i] = a * series[i - 1] + Math.sqrt(1 - a * a) * random.normal();
		return series;
	});
}

test.each([-0.4, 0, 0.5, 0.9])(
	"AR(1), a = %d: one in twenty below 0.05, hardly any below 0.001",
	(a) => {
		const repeats = 400;
		let low = 0;
		let lowest = 0;
		for (let k = 0; k < repeats; k++) {
			const set = chains(a, 16, 400, `mixing/${a}/${k}`);
			const p = mixingProbability(set, splitChains(set));
			if (p < 0.05) low++;
			if (p < 0.001) lowest++;
		}
		// Geyer's window sees a little too much correlation, so the test may be the milder one.
		const spread = Math.sqrt(repeats * 0.05 * 0.95);
		expect(low).toBeLessThan(0.05 * repeats + 3.5 * spread);
		expect(low).toBeGreaterThan(0);
		expect(lowest).toBeLessThanOrEqual(4);
	},
);

test("64 short chains of tauInt 25 exceed R-hat 1.1 though they mix", () => {
	const a = 49 / 51;
	const { rHat, mixing } = rankDiagnostics(chains(a, 64, 312, "short"));
	expect(rHat).toBeGreaterThan(1.1);
	expect(mixing).toBeGreaterThan(1e-3);
	const draft = chainConvergence(
		{ observables: {}, draws: 1, rHat, mixing },
		[],
	);
	expect(draft["R-hat"].fixed).toBe("inconclusive");
	expect(draft["R-hat"].reason).toMatch(/chains as short as these/);
});

test("chains in two wells, or of two widths, do not pass for short ones", () => {
	const wells = chains(0.9, 64, 312, "wells").map((series, c) =>
		series.map((x) => (c % 2 === 0 ? x + 3 : x - 3)),
	);
	const widths = chains(0.5, 64, 312, "widths").map((series, c) =>
		series.map((x) => (c % 2 === 0 ? 3 * x : x)),
	);
	for (const set of [wells, widths]) {
		const { rHat, mixing } = rankDiagnostics(set);
		expect(rHat).toBeGreaterThan(1.1);
		expect(mixing).toBeLessThan(1e-6);
		const draft = chainConvergence(
			{ observables: {}, draws: 1, rHat, mixing },
			[],
		);
		expect(draft["R-hat"].fixed).toBe("fail");
	}
});

test("constant chains cannot tell", () => {
	const constant = [new Float64Array(40).fill(1), new Float64Array(40).fill(1)];
	expect(mixingProbability(constant, splitChains(constant))).toBeNaN();
});

// Means of equal numbers round, so that their variance is next to zero, and not zero.
test.each([2, 3, 16])(
	"%d frozen chains have an infinite R-hat, and the record a failed check",
	(count) => {
		const frozen = Array.from({ length: count }, (_, c) =>
			new Float64Array(1249).fill(0.1 + Math.sqrt(c)),
		);
		expect(rankDiagnostics(frozen).rHat).toBe(Number.POSITIVE_INFINITY);
		const { rHat = 0 } = chainDiagnostics(frozen);
		expect(rHat).toBe(1e6);
		const draft = chainConvergence({ observables: {}, draws: 1, rHat }, []);
		expect(draft["R-hat"].fixed).toBe("fail");
	},
);
