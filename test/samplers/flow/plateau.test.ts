import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import {
	type HeldOut,
	isBetter,
} from "../../../samplers/flow/training/held-out.js";
import {
	lateGain,
	outcomeOf,
	reasonOf,
} from "../../../samplers/flow/training/outcome.js";
import {
	gain,
	isSettled,
	lookInterval,
	observe,
	startPlateau,
} from "../../../samplers/flow/training/plateau.js";
import { startState } from "../../../samplers/flow/training/state.js";

const draws = 1024;

/** What a flow with Gaussian log weights of that variance shows: ESS = exp(-variance), loss = variance / 2. */
function seen(variance: number): HeldOut {
	const ess = Math.exp(-variance);
	return {
		ess,
		loss: variance / 2,
		// The delta method's, in closed form for these weights: the moments E w^n are exp((n^2 - n) variance / 2).
		essError:
			ess *
			Math.sqrt(
				(4 * Math.exp(variance) -
					4 * Math.exp(2 * variance) +
					Math.exp(4 * variance) -
					1) /
					draws,
			),
		lossError: Math.sqrt(variance / draws),
		effective: ess * draws,
		logZ: 0,
	};
}

function run(variances: Iterable<number>, patience: number) {
	const plateau = startPlateau();
	const falls: number[] = [];
	let settledAt: number | undefined;
	let index = 0;
	for (const variance of variances) {
		if (observe(plateau, seen(variance), patience)) falls.push(index);
		if (isSettled(plateau, patience)) settledAt ??= index;
		index++;
	}
	return { plateau, falls, settledAt };
}

describe("plateau test", () => {
	test("looks that do not change lower the rate three times and then settle, after 4 times the patience", () => {
		const { falls, settledAt } = run(new Array<number>(60).fill(0.3), 5);
		expect(falls).toEqual([5, 10, 15]);
		expect(settledAt).toBe(20);
	});

	test("its power: steps that grow to 1.6 to 2.6 times without a gain settle it, 2 % of ESS per doubling do not", () => {
		// Looks as training takes them; the ESS rises by the logarithm of the steps.
		const settledAfter = (gainPerDoubling: number) => {
			const plateau = startPlateau();
			const start = 1000;
			let step = start;
			for (let look = 0; look < 400; look++) {
				const ess = 0.9 + gainPerDoubling * Math.log2(step / start);
				observe(plateau, seen(-Math.log(ess)), 5);
				if (isSettled(plateau, 5)) return step / start;
				step += lookInterval(step, 25);
				if (ess > 0.99) break;
			}
			return undefined;
		};
		expect(settledAfter(0)).toBeGreaterThan(1.6);
		expect(settledAfter(0)).toBeLessThan(2.7);
		expect(settledAfter(gain / 4)).toBeDefined();
		expect(settledAfter(2 * gain)).toBeUndefined();
	});

	test("intervals between looks double, and stay a 40th to a 20th of the steps", () => {
		expect(lookInterval(10, 50)).toBe(50);
		expect(lookInterval(1999, 50)).toBe(50);
		for (let step = 2000; step < 1e5; step += 777) {
			const interval = lookInterval(step, 50);
			expect(Math.log2(interval / 50) % 1).toBe(0);
			expect(interval).toBeLessThanOrEqual(step / 20);
			expect(interval).toBeGreaterThan(step / 40);
		}
	});

	test("progress too slow for one look to show it is progress all the same", () => {
		// Each look gains a tenth of its error; it takes about 10 to show.
		const slow = Array.from({ length: 400 }, (_, i) => 1.5 * 0.995 ** i);
		expect(run(slow, 15).settledAt).toBeUndefined();
	});

	test("scatter of the looks alone does not keep a training alive", () => {
		const random = createRandom("scatter");
		const noisy = Array.from(
			{ length: 300 },
			() => 0.2 * (1 + 0.05 * random.normal()),
		);
		expect(run(noisy, 5).settledAt).toBeLessThan(60);
	});

	test("a gain after training has settled starts the count again", () => {
		const plateau = startPlateau();
		for (let i = 0; i < 30; i++) observe(plateau, seen(0.5), 4);
		expect(isSettled(plateau, 4)).toBe(true);
		observe(plateau, seen(0.2), 4);
		expect(isSettled(plateau, 4)).toBe(false);
	});

	test("the ESS of a handful of draws counts for nothing, their loss does", () => {
		// exp(-6) of 1024 draws are 2.5; the loss falls by much more than its error.
		const { settledAt } = run([8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5], 1);
		expect(settledAt).toBeUndefined();
		const lucky = { ...seen(7), ess: 0.02, effective: 20 };
		const plateau = startPlateau();
		observe(plateau, seen(7), 1);
		observe(plateau, lucky, 1);
		expect(plateau.stale).toBe(1);
	});
});

describe("the state to keep", () => {
	test("the larger ESS, of those with about the least loss", () => {
		expect(isBetter(seen(0.2), seen(0.3), 0.1)).toBe(true);
		expect(isBetter(seen(0.3), seen(0.2), 0.1)).toBe(false);
		expect(isBetter(seen(0.3), seen(0.3), 0.15)).toBe(false);
		// As good by the loss, within what is worth a thought.
		const lucky = { ...seen(0.205), ess: 0.9 };
		expect(isBetter(lucky, seen(0.2), 0.1)).toBe(true);
	});

	test("a narrow flow that has not met its large weights is not taken for a good one", () => {
		const narrow = { ...seen(1), ess: 0.9 };
		const least = seen(0.5).loss;
		expect(isBetter(narrow, seen(0.5), least)).toBe(false);
		expect(isBetter(seen(0.5), narrow, least)).toBe(true);
	});
});

describe("how a training ended", () => {
	const options = { patience: 2, evaluateEvery: 10 } as Parameters<
		typeof outcomeOf
	>[1];
	const ended = (changes: object) =>
		outcomeOf(
			{ ...startState(Float32Array.of(0), {}), step: 100, ...changes },
			options,
		);
	const best = { ...startState(Float32Array.of(0), {}).best, step: 60 };

	test("each kind by its name", () => {
		expect(ended({ best })).toBe("stopped by its budget");
		expect(ended({ best, step: 9 })).toBe("too short");
		expect(ended({ best, divergences: 1, lastDivergence: 80 })).toBe(
			"diverged",
		);
		expect(ended({ best, divergences: 1, lastDivergence: 50 })).toBe(
			"stopped by its budget",
		);
		const plateau = { ...startPlateau(), stale: 12 };
		expect(ended({ best, plateau, divergences: 1, lastDivergence: 80 })).toBe(
			"settled",
		);
		expect(() => ended({ divergences: 3 })).toThrow(/diverged \(3 times/);
	});

	test("each with what decided it", () => {
		const why = (outcome: Parameters<typeof reasonOf>[0], changes: object) =>
			reasonOf(
				outcome,
				{ ...startState(Float32Array.of(0), {}), best, ...changes },
				{ ...options, enoughEss: 0.9 },
			);
		expect(why("settled", {})).toBe("8 looks in a row gained less than 1 %");
		const plateau = { ...startPlateau(), stale: 3 };
		expect(why("stopped by its budget", { plateau })).toBe(
			"3 of 8 looks in a row had gained less than 1 %",
		);
		expect(why("reached its goal", { best: { ...best, ess: 0.91234 } })).toBe(
			"a look saw ESS / draws of 0.912, and 0.9 is enough",
		);
		expect(why("diverged", { lastDivergence: 80 })).toBe(
			"the last divergence, at step 80, came after the best look, at step 60",
		);
		expect(why("too short", {})).toBe("looks are 10 steps apart");
	});

	test("the late gain is what the second half of training brought", () => {
		const state = startState(Float32Array.of(0), {});
		expect(lateGain(state)).toBeUndefined();
		for (let step = 10; step <= 100; step += 10)
			state.curve.add({ step, heldOutEss: step <= 50 ? 0.4 : 0.8 });
		const late = { ...state, step: 100, best: { ...best, ess: 0.8 } };
		expect(lateGain(late)).toBeCloseTo(0.5, 12);
	});
});
