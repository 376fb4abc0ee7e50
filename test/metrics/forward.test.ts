/** The alarm for lost modes on one-dimensional Gaussians: p = N(0, 1), q = N(0, s). */
import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../../core/random.js";
import type { Check } from "../../core/record.js";
import { settle } from "../../core/statistics/inference/judge.js";
import { summarizeWeights } from "../../core/statistics/weights/log-weights.js";
import { paretoSmooth } from "../../core/statistics/weights/pareto.js";
import { forwardChecks } from "../../metrics/checks/forward.js";

const essCheck = "forward and reverse ESS agree";
const logZCheck = "log Z from draws of the target";
const boundsCheck = "log Z within its bounds";

/** log p - log q at x. */
const logWeight = (x: number, s: number): number =>
	(x * x) / (2 * s * s) - (x * x) / 2 + Math.log(s);

function checksOf(
	logWeights: Float64Array,
	target: Float64Array,
): Record<string, Check> {
	const { kishEss, kishEssError, largestShare, logZ, logZError } =
		summarizeWeights(logWeights);
	return settle(
		forwardChecks({
			estimators: {
				reweighted: {
					observables: {},
					draws: logWeights.length,
					kishEss,
					kishEssError,
					paretoK: paretoSmooth(logWeights).k,
					logZ: { value: logZ, error: logZError },
					largestWeightShare: largestShare,
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
				count: logWeights.length,
				chains: 1,
				columns: {},
				logWeights,
			},
			target: { logWeights: target, source: "a test" },
		}),
	);
}

function gaussians(
	random: Random,
	s: number,
	targets: number,
): Record<string, Check> {
	const model = Float64Array.from({ length: 3000 }, () =>
		logWeight(s * random.normal(), s),
	);
	const target = Float64Array.from({ length: targets }, () =>
		logWeight(random.normal(), s),
	);
	return checksOf(model, target);
}

test("both estimates of the ESS and of log Z agree within their errors", () => {
	const repeats = 400;
	const random = createRandom("null");
	const beyond: Record<string, number> = { [essCheck]: 0, [logZCheck]: 0 };
	let failures = 0;
	for (let i = 0; i < repeats; i++) {
		const checks = gaussians(random, 1.1, 1000);
		for (const { verdict } of Object.values(checks))
			if (verdict === "fail") failures++;
		expect(checks[essCheck].verdict).toBe("pass");
		for (const name of [essCheck, logZCheck])
			if (Math.abs(checks[name].statistic ?? 9) > 2) beyond[name]++;
	}
	// One in a thousand.
	expect(failures).toBeLessThanOrEqual(3);
	// P(|z| > 2) = 4.6 %, and four standard deviations of the count.
	for (const count of Object.values(beyond)) {
		expect(count).toBeGreaterThan(18 - 4 * 4.2);
		expect(count).toBeLessThan(18 + 4 * 4.2);
	}
});

test("a model that is too narrow is not called good", () => {
	// The weights have no variance from s^2 = 1/2 down.
	const { [essCheck]: check } = gaussians(createRandom("narrow"), 0.5, 2000);
	expect(check.verdict).not.toBe("pass");
});

test("rare configurations that the model never drew are told, and are no lost mode", () => {
	const random = createRandom("rare");
	const good = (s: number) => logWeight(s * random.normal(), 1.1);
	const model = Float64Array.from({ length: 3000 }, () => good(1.1));
	const target = Float64Array.from({ length: 2000 }, () => good(1));
	target[17] = 25;
	const { [essCheck]: check } = checksOf(model, target);
	expect(check.verdict).toBe("inconclusive");
	expect(check.reason).toMatch(/overstated by rare configurations: 0.05\d* %/);
});

test("draws of the target that stay where the model is good are no alarm", () => {
	// q = N(0, 1) and p = N(0, 1) cut to x > 0 by a chain that never crossed: l is the same everywhere
	// there, but half of the model's draws have hardly any weight.
	const random = createRandom("half");
	const model = Float64Array.from({ length: 3000 }, () =>
		random.normal() > 0 ? 0 : -5,
	);
	const { [essCheck]: check } = checksOf(model, new Float64Array(1000));
	expect(check.verdict).toBe("inconclusive");
	expect(check.reason).toMatch(/not met all that the model draws/);
});

test("too few draws of the target, or a density that is not finite there, decide nothing", () => {
	const few = gaussians(createRandom("few"), 1.2, 49);
	expect(Object.keys(few)).toEqual([essCheck]);
	expect(few[essCheck]).toMatchObject({
		verdict: "inconclusive",
		reason: "49 independent draws of the target are too few",
	});
	const target = new Float64Array(100);
	target[3] = Number.POSITIVE_INFINITY;
	target[7] = Number.NaN;
	expect(checksOf(new Float64Array(100), target)[essCheck]).toMatchObject({
		verdict: "inconclusive",
		reason: "log q is not finite at 2 of 100 draws of the target",
	});
});

test("an exact model passes", () => {
	const checks = checksOf(
		new Float64Array(1000).fill(1.5),
		new Float64Array(1000).fill(1.5),
	);
	for (const name of [essCheck, logZCheck, boundsCheck])
		expect(checks[name].verdict).toBe("pass");
});

test("bounds that are broken are called by name", () => {
	// Another log Z at the draws of p: the two samplers have different targets.
	const random = createRandom("broken");
	const model = Float64Array.from({ length: 2000 }, () =>
		logWeight(1.1 * random.normal(), 1.1),
	);
	const target = Float64Array.from(
		{ length: 2000 },
		() => logWeight(random.normal(), 1.1) - 0.3,
	);
	const { [boundsCheck]: check } = checksOf(model, target);
	expect(check.verdict).toBe("fail");
	expect(check.reason).toMatch(
		/^log Z lies outside its bounds; p < 1e-300 after/,
	);
});

describe("a part of the target that the model never drew", () => {
	/** Equal weights of the model; a share of the target's draws has weights e^5 times as large. */
	const verdictOf = (unseen: number, largestWeightShare: number) => {
		const count = 10_000;
		const targets = 20_000;
		const drafts = forwardChecks({
			estimators: {
				reweighted: {
					observables: {},
					draws: count,
					kishEss: count,
					kishEssError: 0,
					largestWeightShare,
					logZ: { value: 0, error: 0.001 },
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
				count,
				chains: 1,
				columns: {},
				logWeights: new Float64Array(count),
			},
			target: {
				source: "a chain",
				logWeights: Float64Array.from({ length: targets }, (_, i) =>
					i < unseen * targets ? 5 : 0,
				),
			},
		});
		return settle(drafts)["forward and reverse ESS agree"];
	};

	test("is lost from 1 % on, and from three times the share of the largest weight", () => {
		expect(verdictOf(0.011, 1e-4).verdict).toBe("fail");
		expect(verdictOf(0.011, 1e-4).reason).toMatch(/has lost a part/);
		expect(verdictOf(0.009, 1e-4).verdict).toBe("inconclusive");
		expect(verdictOf(0.009, 1e-4).reason).toMatch(/rare configurations/);
		expect(verdictOf(0.031, 0.01).verdict).toBe("fail");
		expect(verdictOf(0.029, 0.01).verdict).toBe("inconclusive");
	});

	test("nearly all of it is a hundred per cent in words", () => {
		expect(verdictOf(0.998, 1e-4).reason).toMatch(
			/: 100 % of the target's draws/,
		);
	});
});
