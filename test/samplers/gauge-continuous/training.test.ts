/** Least squares, the gradient, log Z, and a density without its symmetries. */
import { afterAll, describe, expect, test } from "vitest";
import { torusOf } from "../../../actions/gauge/exact/expectations.js";
import { wilsonAction } from "../../../actions/gauge/wilson-action.js";
import { createRandom } from "../../../core/random.js";
import { mean, variance } from "../../../core/statistics/moments.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { logWeightsOf } from "../../../samplers/flow/engine.js";
import { gaugeEngine } from "../../../samplers/gauge-continuous/engine.js";
import { equivarianceError } from "../../../samplers/gauge-continuous/equivariance.js";
import { fitFlow } from "../../../samplers/gauge-continuous/fit.js";
import { GaugeThreads } from "../../../samplers/gauge-continuous/simd/threads.js";
import { example, type groups } from "./support.js";

const used: GaugeThreads[] = [];
afterAll(() => {
	for (const threads of used) threads.dispose();
});

async function fitted(
	group: (typeof groups)[number],
	shape: readonly number[],
	beta: number,
	draws: number,
	options: Parameters<typeof example>[2],
) {
	const { model, space } = example(group, shape, options);
	const threads = new GaugeThreads(model, beta, space.size, 2);
	used.push(threads);
	const random = createRandom("fit");
	const { signal } = new AbortController();
	const fit = await fitFlow(threads, random, draws, 6, signal);
	const action = wilsonAction(group.toLowerCase(), group, space.lattice, beta);
	return { action, fit, model, engine: gaugeEngine(threads, fit.frame) };
}

test("what the regression leaves falls with the reach of the flux, with powers, and with the second order", async () => {
	const bases = [
		{ reach: 1, powers: 1, factors: 0, means: 0 },
		{ reach: 2, powers: 1, factors: 0, means: 0 },
		{ reach: 2, powers: 4, factors: 0, means: 0 },
		{ reach: 2, powers: 4, factors: 2, means: 2 },
	];
	const left: number[] = [];
	for (const basis of bases) {
		const { fit } = await fitted("U1", [6, 6], 2, 512, basis);
		left.push(fit.unexplainedAtEnd);
	}
	for (const i of [1, 2, 3]) expect(left[i]).toBeLessThan(0.95 * left[i - 1]);
	expect(left[3]).toBeLessThan(0.06);
});

describe.each([
	["U1", [4, 5], 1.5],
	["SU2", [4, 4], 2.2],
	["SU3", [3, 4], 5],
] as const)("%s on %j at beta %d", (group, shape, beta) => {
	test("log Z is the exact one, and the fit alone has a large effective sample size", async () => {
		const { action, engine, model } = await fitted(group, shape, beta, 256, {
			powers: 3,
			factors: 1,
			means: 1,
			timeModes: 3,
		});
		const count = 600;
		const { logDensity, action: values } = await engine.sample(
			new Float32Array(model.layout.size),
			createRandom("draws"),
			0,
			count,
			{ settings: { steps: 8 } },
		);
		const weights = logWeightsOf(logDensity, values);
		const { logZ, logZError, kishEss } = summarizeWeights(weights);
		const exact =
			torusOf({ group, beta }, action.space.lattice)?.logZ ?? Number.NaN;
		expect(Math.abs(logZ - exact) / logZError).toBeLessThan(4);
		expect(logZError).toBeLessThan(0.03);
		expect(kishEss / count).toBeGreaterThan(0.75);
	});
});

test("the gradient is the derivative of the divergence of Kullback and Leibler", async () => {
	const { engine, model } = await fitted("SU2", [3, 3], 2, 256, {
		powers: 2,
		factors: 1,
		means: 1,
		timeModes: 2,
	});
	const size = model.layout.size;
	const random = createRandom("direction");
	const direction = Float64Array.from({ length: size }, () => random.normal());
	const at = (length: number) =>
		Float32Array.from(direction, (value) => 0.2 * length * value);
	const stream = createRandom("gradient");
	const call = { settings: { steps: 6 } };
	const count = 2000;
	const { gradient } = await engine.gradient(at(1), stream, 0, count, call);
	let along = 0;
	for (let i = 0; i < size; i++) along += 0.2 * direction[i] * gradient[i];
	const step = 0.02;
	const losses: Float64Array[] = [];
	for (const length of [1 + step, 1 - step]) {
		const drawn = await engine.sample(at(length), stream, 0, count, call);
		losses.push(logWeightsOf(drawn.logDensity, drawn.action).map((l) => -l));
	}
	const slopes = losses[0].map((loss, i) => (loss - losses[1][i]) / (2 * step));
	const error = Math.sqrt(variance(slopes) / count);
	expect(Math.abs(along - mean(slopes)) / error).toBeLessThan(4);
	expect(along / error).toBeGreaterThan(10);
});

test("a density that is not gauge invariant is named", async () => {
	const { action, engine, model } = await fitted("U1", [4, 4], 1, 64, {
		powers: 1,
		factors: 0,
		means: 0,
	});
	const parameters = new Float32Array(model.layout.size);
	const stream = createRandom("symmetries");
	const flow = { engine, parameters, settings: { steps: 4 } };
	const sound = await equivarianceError(flow, action, stream);
	expect(sound).toBeLessThan(1e-3);
	const wrong = {
		...engine,
		density: async (...given: Parameters<typeof engine.density>) => {
			const { latent, logDensity } = await engine.density(...given);
			const { size } = action.space;
			// The mean of cos(theta) over links has all symmetries but that of gauge transformations.
			const broken = logDensity.map((value, i) => {
				const one = given[1].subarray(i * size, (i + 1) * size);
				return value + 0.1 * one.reduce((sum, a) => sum + Math.cos(a), 0);
			});
			return { latent, logDensity: broken };
		},
	};
	await expect(
		equivarianceError({ ...flow, engine: wrong }, action, stream),
	).rejects.toThrow(/gauge transformation/);
});
