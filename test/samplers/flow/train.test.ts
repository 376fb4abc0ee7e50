import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	adamState,
	adamStep,
	norm,
} from "../../../samplers/flow/training/adam.js";
import { LearningCurve } from "../../../samplers/flow/training/history.js";
import {
	riseOf,
	scheduleFactor,
	scheduleNames,
} from "../../../samplers/flow/training/schedule.js";
import {
	averageWeights,
	drawnParameters,
	loadState,
	restoreBest,
	saveState,
	snapshot,
	startState,
} from "../../../samplers/flow/training/state.js";

const plain = { beta1: 0.9, beta2: 0.999, clip: Number.POSITIVE_INFINITY };

describe("Adam", () => {
	test("the first step is the rate times the sign, whatever the size of the gradient", () => {
		const state = adamState([1, 2, 3]);
		const gradient = Float64Array.of(1e-3, -50, 7e4);
		adamStep(state, gradient, norm(gradient), 0.01, plain);
		expect(state.parameters[0]).toBeCloseTo(0.99, 5);
		expect(state.parameters[1]).toBeCloseTo(2.01, 8);
		expect(state.parameters[2]).toBeCloseTo(2.99, 8);
	});

	test("follows the formulas of the paper", () => {
		const state = adamState([0.5]);
		let [mean, square, parameter] = [0, 0, 0.5];
		for (let t = 1; t <= 7; t++) {
			const g = Math.sin(t);
			adamStep(state, Float64Array.of(g), Math.abs(g), 0.1, plain);
			mean = 0.9 * mean + 0.1 * g;
			square = 0.999 * square + 0.001 * g * g;
			parameter -=
				(0.1 * mean) /
				(1 - 0.9 ** t) /
				(Math.sqrt(square / (1 - 0.999 ** t)) + 1e-8);
			expect(state.parameters[0]).toBeCloseTo(parameter, 12);
		}
	});

	test("a long gradient is shortened to the bound, a short one is left alone", () => {
		const clipped = adamState([0, 0]);
		adamStep(clipped, Float64Array.of(30, 40), 50, 1, { ...plain, clip: 5 });
		expect(clipped.mean[0]).toBeCloseTo(0.3, 12);
		expect(clipped.mean[1]).toBeCloseTo(0.4, 12);
		const short = adamState([0, 0]);
		adamStep(short, Float64Array.of(3, 4), 5, 1, { ...plain, clip: 50 });
		expect(short.mean[0]).toBeCloseTo(0.3, 12);
	});

	test("finds the minimum of a badly scaled bowl", () => {
		const state = adamState([3, -2]);
		for (let t = 0; t < 4000; t++) {
			const [x, y] = state.parameters;
			const gradient = Float64Array.of(100 * x, 0.1 * y);
			const rate = 0.05 * scheduleFactor("cosine", t / 4000, 1e-3, 0);
			adamStep(state, gradient, norm(gradient), rate, plain);
		}
		expect(Math.abs(state.parameters[0])).toBeLessThan(1e-3);
		expect(Math.abs(state.parameters[1])).toBeLessThan(1e-2);
	});
});

describe("schedules", () => {
	test("start at one, end at the stated factor, and never rise after the warm-up", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...scheduleNames),
				fc.double({ min: 1e-6, max: 1, noNaN: true }),
				fc.double({ min: 0, max: 0.5, noNaN: true }),
				(name, end, warmup) => {
					const at = (x: number) => scheduleFactor(name, x, end, warmup);
					expect(at(warmup)).toBeCloseTo(1, 9);
					expect(at(1)).toBeCloseTo(name === "constant" ? 1 : end, 9);
					expect(at(2)).toBe(at(1));
					for (let i = 0; i < 20; i++) {
						const x = warmup + ((1 - warmup) * i) / 20;
						expect(at(x + (1 - warmup) / 20)).toBeLessThanOrEqual(
							at(x) + 1e-12,
						);
					}
				},
			),
		);
	});

	test("plateau rises over 20 steps at least, and no longer than to the first look", () => {
		expect(riseOf(1, 1, 0.01, 50)).toBeCloseTo(0.05, 12);
		expect(riseOf(20, 1, 0.01, 50)).toBe(1);
		// A fraction of a long budget that has hardly begun.
		expect(riseOf(25, 1e-6, 0.01, 50)).toBeCloseTo(0.5, 12);
		expect(riseOf(60, 1e-6, 0.01, 50)).toBe(1);
	});

	test("plateau falls over the last quarter of the budget alone", () => {
		expect(scheduleFactor("plateau", 0.75, 0.01, 0)).toBe(1);
		expect(scheduleFactor("plateau", 0.875, 0.01, 0)).toBeCloseTo(0.505, 12);
	});

	test("cosine is halfway in the middle, exponential at the geometric mean", () => {
		expect(scheduleFactor("cosine", 0.5, 0, 0)).toBeCloseTo(0.5, 12);
		expect(scheduleFactor("exponential", 0.5, 0.01, 0)).toBeCloseTo(0.1, 12);
		expect(scheduleFactor("cosine", 0.05, 0, 0.1)).toBeCloseTo(0.5, 12);
	});
});

describe("learning curve", () => {
	test("stays short, keeps its first row and its order, and its columns are of equal length", () => {
		const curve = new LearningCurve();
		for (let step = 0; step < 5000; step++)
			curve.add({ step, loss: -step, ...(step > 2000 ? { late: 1 } : {}) });
		const { columns } = curve.history();
		expect(columns.step.length).toBeLessThanOrEqual(400);
		expect(columns.step.length).toBeGreaterThan(100);
		expect(columns.step[0]).toBe(0);
		expect(columns.late.length).toBe(columns.step.length);
		expect(columns.late[0]).toBeNull();
		const gaps = columns.step
			.slice(1)
			.map((s, i) => Number(s) - Number(columns.step[i]));
		expect(new Set(gaps).size).toBe(1);
	});

	test("goes through JSON and on as if nothing had been", () => {
		const one = new LearningCurve();
		const two = new LearningCurve();
		for (let step = 0; step < 700; step++) {
			one.add({ step, loss: step % 7 === 0 ? Number.NaN : step });
			two.add({ step, loss: step % 7 === 0 ? Number.NaN : step });
		}
		const back = LearningCurve.restore(JSON.parse(JSON.stringify(one.save())));
		for (let step = 700; step < 1500; step++) {
			back.add({ step });
			two.add({ step });
		}
		expect(back.history()).toEqual(two.history());
	});
});

describe("state of a training", () => {
	const state = () => {
		const made = startState(Float32Array.of(1, 2, 3), { steps: 8 });
		const gradient = Float64Array.of(1, 2, 3);
		for (let i = 0; i < 3; i++) {
			adamStep(made.adam, gradient, norm(gradient), 0.1, plain);
			made.average.forEach((_, k) => {
				made.average[k] += 0.2 * (made.adam.parameters[k] - made.average[k]);
			});
			made.step += 1;
			if (i === 1)
				made.best = {
					...snapshot(made),
					step: made.step,
					ess: 0.5,
					loss: -3,
					effective: 50,
					logZ: 2,
				};
		}
		return made;
	};

	test("comes back from a checkpoint bit for bit", () => {
		const before = state();
		const { state: scalars, ...rest } = saveState(before);
		const json = JSON.parse(JSON.stringify(scalars));
		const after = loadState({ ...rest, state: json, sampler: "x" }, 3);
		expect(saveState(after)).toEqual(saveState(before));
	});

	test("a checkpoint of another flow is refused", () => {
		expect(() => loadState({ ...saveState(state()), sampler: "x" }, 4)).toThrow(
			/another flow/,
		);
	});

	test("goes back to the best state without touching it", () => {
		const made = state();
		const best = made.best.adam.parameters.slice();
		restoreBest(made);
		expect(made.adam.parameters).toEqual(best);
		expect(made.adam.updates).toBe(2);
		adamStep(made.adam, Float64Array.of(1, 1, 1), 1, 0.1, plain);
		expect(made.best.adam.parameters).toEqual(best);
		expect(made.step).toBe(3);
	});

	test("comes back from a checkpoint before any look, where losses are infinite", () => {
		const before = startState(Float32Array.of(1), {});
		const saved = JSON.parse(JSON.stringify(saveState(before).state));
		const after = loadState(
			{ ...saveState(before), state: saved, sampler: "x" },
			1,
		);
		expect(after).toEqual(before);
	});

	test("the average of constant weights is those weights", () => {
		const made = startState(Float32Array.of(4, -5), {});
		for (let i = 0; i < 5; i++) {
			made.adam.updates += 1;
			averageWeights(made, 0.9);
		}
		const drawn = drawnParameters(made, 0.9);
		expect(drawn[0]).toBeCloseTo(4, 12);
		expect(drawn[1]).toBeCloseTo(-5, 12);
		expect(drawnParameters(made, 0)).toBe(made.adam.parameters);
	});

	test("the average lags behind by a tenth of a short training, and by its window in a long one", () => {
		const made = startState(Float32Array.of(0), {});
		const lagAfter = (updates: number): number => {
			while (made.adam.updates < updates) {
				made.adam.updates += 1;
				made.adam.parameters[0] = made.adam.updates;
				averageWeights(made, 0.98);
			}
			return updates - drawnParameters(made, 0.98)[0];
		};
		// Weights that grow by one a step.
		expect(lagAfter(60)).toBeLessThan(60 / 10);
		// A fixed decay d has d/(1 - d).
		expect(lagAfter(20_000)).toBeCloseTo(49, 3);
	});
});
