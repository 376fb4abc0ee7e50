/** Both sides of every threshold of the verdicts. */
import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../../../../core/random.js";
import { autocorrelation } from "../../../../core/statistics/chains/autocorrelation.js";
import { deviations } from "../../../../core/statistics/chains/gamma-method.js";
import { studentQuantile } from "../../../../core/statistics/inference/distributions.js";
import {
	type Difference,
	judge,
	marginOf,
	settle,
} from "../../../../core/statistics/inference/judge.js";
import { gradeWeights } from "../../../../core/statistics/weights/grade.js";
import { pairDrafts } from "../../../../metrics/across/agreement-between.js";
import { chainConvergence } from "../../../../metrics/checks/convergence.js";
import { creutz } from "../../../../metrics/checks/creutz.js";
import { autoregressive } from "../support.js";

const about = { claim: "a claim" };
const usual: Difference = {
	value: 0.3,
	error: 0.2,
	degreesOfFreedom: 20,
	margin: 1,
};
const verdict = (change: Partial<Difference>) =>
	settle({ a: judge({ ...usual, ...change }, about) }).a;

describe("a difference", () => {
	test("agrees where its 90 % interval lies within the margin", () => {
		const reach = 0.3 + studentQuantile(0.95, 20) * 0.2;
		expect(verdict({ margin: 1.001 * reach }).verdict).toBe("pass");
		const wide = verdict({ margin: 0.999 * reach });
		expect(wide.verdict).toBe("inconclusive");
		expect(wide.reason).toMatch(/too large to show agreement within/);
	});

	test("disagrees from p = 1e-3 on, and is never called equal there", () => {
		const edge = studentQuantile(1 - 0.0005, 20) * 0.2;
		expect(verdict({ value: 1.01 * edge, margin: 10 }).verdict).toBe("fail");
		expect(verdict({ value: 0.99 * edge, margin: 10 }).verdict).toBe("pass");
		const many = settle({
			a: judge({ ...usual, value: 1.01 * edge, margin: 10 }, about),
			b: judge(usual, about),
		});
		expect(many.a.verdict).toBe("inconclusive");
		expect(many.a.reason).toMatch(/suspicious/);
	});

	test("a reference whose own error exceeds the margin is said to be too imprecise", () => {
		const limit = studentQuantile(0.95, 20);
		const by = (referenceError: number) =>
			verdict({ margin: 0.2, referenceError }).reason;
		expect(by((1.01 * 0.2) / limit)).toMatch(/^the reference is too imprecise/);
		expect(by((0.99 * 0.2) / limit)).toMatch(/^the error 0.20 is too large/);
	});

	test("rounding is no difference, and no error bar is no verdict", () => {
		expect(verdict({ value: 1e-4, error: 1e-12 }).verdict).toBe("pass");
		expect(verdict({ value: 2e-3, error: 1e-12 }).verdict).toBe("fail");
		expect(verdict({ error: 0 }).verdict).toBe("inconclusive");
	});

	test("the margin is a tenth of the standard deviation, and 0.02 of log Z", () => {
		expect(marginOf({ status: "ok", error: 0.03, ess: 400 })).toBeCloseTo(0.06);
		const side = (name: string, error: number) => ({
			label: name,
			margins: { logZ: 0.02 },
			results: [
				{
					draws: 1e6,
					observables: {
						logZ: { status: "ok", value: 1, error, ess: 1 },
					},
				} as const,
			],
		});
		const found = (error: number) =>
			pairDrafts(
				{ ...side("a", error) },
				{
					...side("b", error),
					results: [
						{
							draws: 1e6,
							observables: {
								logZ: { status: "ok", value: 1.001, error },
							},
						},
					],
				},
			).logZ.otherwise;
		// 0.001 + 1.645 sqrt(2) error against 0.02.
		expect(found(0.0081)).toBe("pass");
		expect(found(0.0083)).toBe("inconclusive");
	});
});

test("an error bar needs 25 effective draws", () => {
	let [resolved, short] = [0, 0];
	for (let length = 20; length < 120; length += 5) {
		const series = autoregressive(`short/${length}`, 0.2, length);
		const { status, ess, reason } = autocorrelation(
			deviations([series]).deltas,
		);
		if (ess === undefined) continue;
		// What is asked is the lower end of the interval, which lies well below the estimate.
		if (ess < 25) expect(status).toBe("unresolved");
		if (status === "unresolved") {
			short++;
			const [, said] =
				/([\d.]+) at the lower end .*; an error bar needs 25$/.exec(
					reason ?? "",
				) ?? [];
			// Rounded, it would say of 24.96 that 25 are too few.
			expect(Number(said)).toBeLessThan(25);
		} else resolved++;
	}
	expect(resolved).toBeGreaterThan(3);
	expect(short).toBeGreaterThan(3);
});

test("weights: resolved below k = 0.7, an upper bound from 0.5 or a share of 5 % on", () => {
	const normalized = new Float64Array(10_000);
	const grade = (k: number, largestShare: number, bounded = false) =>
		gradeWeights(
			{ normalized, kishEss: 500, kishEssError: 10, largestShare },
			{ k, bounded },
		);
	expect(grade(0.49, 0.05)).toEqual({ status: "ok" });
	expect(grade(0.5, 0.01).flags?.[0]).toMatch(/the ESS is an upper bound/);
	expect(grade(0.1, 0.051).flags).toHaveLength(1);
	expect(grade(0.69, 0.01).status).toBe("ok");
	expect(grade(0.7, 0.01).status).toBe("unresolved");
	expect(grade(0.1, 0.101).status).toBe("unresolved");
	expect(grade(Number.NaN, 0.001, true)).toEqual({ status: "ok" });
	expect(grade(Number.NaN, 0.001).reason).toMatch(/cannot be computed/);
});

test("R-hat: 1.01 and 1.1", () => {
	const found = (rHat: number) =>
		settle(chainConvergence({ observables: {}, draws: 1, rHat }, []))["R-hat"]
			.verdict;
	expect([1.009, 1.011, 1.099, 1.101].map(found)).toEqual([
		"pass",
		"inconclusive",
		"inconclusive",
		"fail",
	]);
});

test("a p-value is said once, and one of zero as a bound", () => {
	const { failed } = settle({
		failed: { claim: "c", kind: "z", p: 0, otherwise: "pass" },
	});
	expect(failed.reason).toBe(
		"p < 1e-300 after Holm's correction for 1 test, below 0.001",
	);
	const { "R-hat": mixed } = settle(
		chainConvergence({ observables: {}, draws: 1, rHat: 2 }, []),
	);
	expect(mixed.reason).toBe("the chains, or their halves, have not mixed");
});

describe("Creutz's identity", () => {
	const judged = (
		name: string,
		count: number,
		change: (r: Random) => number,
	) => {
		const random = createRandom(`creutz/${name}`);
		return creutz({
			kind: "chains",
			count,
			chains: 1,
			columns: {},
			energyChange: Float64Array.from({ length: count }, () => change(random)),
		}).Creutz;
	};
	/** Normal dH of mean s^2 / 2 and variance s^2: the identity holds. */
	const normal = (variance: number, count = 40_000) =>
		judged(
			String(variance),
			count,
			(random) => variance / 2 + Math.sqrt(variance) * random.normal(),
		);

	test("holds for normal dH of any width, however rare <exp(-dH)> makes large values", () => {
		for (const variance of [0.1, 0.5, 2, 20]) {
			const draft = normal(variance);
			expect(draft.p).toBeGreaterThan(1e-3);
			expect(draft.otherwise).toBe("pass");
		}
	});

	test("holds for a stiff mode near the limit of stability, where exp(-dH) has no variance", () => {
		// A linear map of determinant 1 that stretches q by sqrt 3: the tail of exp(p^2 / 3) has k = 2/3.
		const draft = judged("stiff", 40_000, (random) => {
			const [q, p] = [random.normal(), random.normal()];
			return q * q - (p * p) / 3;
		});
		expect(draft.p).toBeGreaterThan(1e-3);
		expect(draft.measured?.value).toBeCloseTo(0, 1);
	});

	test("a map that does not preserve areas fails", () => {
		// Its Jacobian is 1.05, so that exp(-dH) is 5 % too small.
		const draft = judged(
			"area",
			40_000,
			(random) => Math.log(1.05) + 0.125 + 0.5 * random.normal(),
		);
		expect(draft.p).toBeLessThan(1e-6);
	});

	test("is shown to within 2 %", () => {
		// The error of the mean is some 0.02 of 1000 draws and 0.003 of 40,000.
		expect(normal(0.5, 1000).otherwise).toBe("inconclusive");
	});
});
