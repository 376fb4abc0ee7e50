import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../../actions/action.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { kishFraction } from "../../../core/statistics/weights/log-weights.js";
import type { FlowEngine } from "../../../samplers/flow/engine.js";
import { latentNormals, latentSign } from "../../../samplers/flow/latent.js";
import { composedEngine } from "../../../samplers/flow/reference/engine.js";
import { flowSampler } from "../../../samplers/flow/sampler.js";
import { fusedEngine } from "../../../samplers/flow/simd/engine.js";
import { symmetrised } from "../../../samplers/flow/symmetry.js";
import { trainingShape } from "../../../samplers/flow/training/options.js";
import { openTestBackend } from "../../support/backend.js";
import { scaleFlow, witness } from "./support.js";

await openTestBackend();

const lattice = createLattice([3, 4]);
const action = phi4.create(lattice, { m2: -1, lambda: 1 });
const flow = scaleFlow(lattice, [-0.4, 0.1]);
const start = flow.initialise(createRandom(0));
const engines: FlowEngine[] = [];
function open(engine: FlowEngine): FlowEngine {
	engines.push(engine);
	return engine;
}
afterAll(() => {
	for (const engine of engines) engine.dispose();
});

describe("latent numbers", () => {
	const key = createRandom("latent").key;

	test("belong to the sample, not to the call", () => {
		const all = new Float32Array(10 * 7);
		latentNormals(key, 2 ** 32 - 5, 10, 7, all);
		const some = new Float32Array(3 * 7);
		latentNormals(key, 2 ** 32 - 1, 3, 7, some);
		expect(all.subarray(28, 49)).toEqual(some);
	});

	test("are standard normal: moments within five standard errors", () => {
		const count = 200_000;
		const values = new Float32Array(count);
		latentNormals(key, 0, count / 50, 50, values);
		const moment = (power: number) =>
			values.reduce((sum, value) => sum + value ** power, 0) / count;
		// Variances of z, z^2, z^3, z^4 are 1, 2, 15, 96.
		expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / count));
		expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
		expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
		expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
	});

	test("signs are balanced", () => {
		let sum = 0;
		for (let n = 0; n < 10_000; n++) sum += latentSign(key, n);
		expect(Math.abs(sum)).toBeLessThan(500);
	});
});

test("kishFraction: equal weights 1, one weight of n 1/n, overflow and NaN handled", () => {
	expect(kishFraction(new Float64Array(8).fill(900))).toBeCloseTo(1, 12);
	expect(kishFraction(Float64Array.of(0, -1e9, -1e9, -1e9))).toBeCloseTo(
		0.25,
		12,
	);
	expect(kishFraction(Float64Array.of(0, Number.NaN))).toBe(0);
	expect(kishFraction(Float64Array.of(Math.log(1), Math.log(3)))).toBeCloseTo(
		16 / 20,
		12,
	);
});

describe("engines", () => {
	const stream = createRandom("engine");

	test("composed and fused agree", async () => {
		const composed = await composedEngine(flow, action).gradient(
			start,
			stream,
			3,
			40,
		);
		const fused = await open(fusedEngine(flow, action, 1)).gradient(
			start,
			stream,
			3,
			40,
		);
		expect(fused.loss).toBeCloseTo(composed.loss, 4);
		fused.gradient.forEach((value, i) => {
			expect(value).toBeCloseTo(composed.gradient[i], 3);
		});
	});

	test("the gradient is that of the loss", async () => {
		const engine = open(fusedEngine(flow, action, 1));
		const { gradient } = await engine.gradient(start, stream, 0, 64);
		for (const [i, slope] of gradient.entries()) {
			const loss = async (change: number) => {
				const moved = start.slice();
				moved[i] += change;
				return (await engine.gradient(moved, stream, 0, 64)).loss;
			};
			const step = 2 ** -7;
			const difference =
				((await loss(step)) - (await loss(-step))) / (2 * step);
			// Central differences leave step^2 / 6 times the third derivative.
			expect(Math.abs(difference - slope)).toBeLessThan(
				2e-3 * (1 + Math.abs(slope)),
			);
		}
	});

	test("the path estimator has the same mean", async () => {
		const engine = composedEngine(flow, action);
		const mean = { total: [0, 0], path: [0, 0] };
		const squares = [0, 0];
		const rounds = 40;
		for (let step = 0; step < rounds; step++) {
			const total = await engine.gradient(start, stream, step, 64);
			const path = await engine.gradient(start, stream, step, 64, {
				estimator: "path",
			});
			for (const i of [0, 1]) {
				mean.total[i] += total.gradient[i] / rounds;
				mean.path[i] += path.gradient[i] / rounds;
				squares[i] += (total.gradient[i] - path.gradient[i]) ** 2 / rounds;
			}
		}
		for (const i of [0, 1]) {
			const error = Math.sqrt(squares[i] / rounds);
			expect(error).toBeGreaterThan(0);
			expect(Math.abs(mean.total[i] - mean.path[i])).toBeLessThan(4 * error);
		}
	});

	test("bits do not depend on the number of threads", async () => {
		const results = [];
		for (const threads of [1, 2, 3]) {
			const engine = open(fusedEngine(flow, action, threads));
			results.push([
				await engine.gradient(start, stream, 1, 300),
				await engine.sample(start, stream, 17, 1000),
			]);
		}
		expect(results[1]).toEqual(results[0]);
		expect(results[2]).toEqual(results[0]);
	});

	test("a sample does not depend on its batch", async () => {
		const engine = open(fusedEngine(flow, action, 2));
		const many = await engine.sample(start, stream, 0, 300);
		const one = await engine.sample(start, stream, 151, 1);
		expect(one.fields).toEqual(many.fields.subarray(151 * 12, 152 * 12));
		expect(one.logDensity[0]).toBe(many.logDensity[151]);
		expect(one.action[0]).toBe(many.action[151]);
	});

	test("density is the inverse of sample", async () => {
		for (const engine of [
			composedEngine(flow, action),
			open(fusedEngine(flow, action, 2)),
		]) {
			const draw = await engine.sample(start, stream, 0, 50);
			const back = await engine.density(start, draw.fields);
			back.logDensity.forEach((value, i) => {
				expect(value).toBeCloseTo(draw.logDensity[i], 4);
			});
		}
	});

	test("symmetrised: q_s(phi) = q_s(-phi), normalised weights, both signs", async () => {
		const engine = symmetrised(open(fusedEngine(flow, action, 1)));
		const draw = await engine.sample(start, stream, 0, 2000);
		const here = await engine.density(start, draw.fields);
		const there = await engine.density(
			start,
			draw.fields.map((value) => -value),
		);
		here.logDensity.forEach((value, i) => {
			expect(value).toBeCloseTo(draw.logDensity[i], 4);
			expect(there.logDensity[i]).toBeCloseTo(value, 4);
		});
		// The plain flow has <phi> = 0.1; the symmetrised one zero, error sqrt(<m^2> / n).
		const means = Float64Array.from(here.logDensity, (_, i) =>
			draw.fields
				.subarray(12 * i, 12 * i + 12)
				.reduce((sum, phi) => sum + phi / 12, 0),
		);
		const mean = means.reduce((sum, m) => sum + m, 0) / 2000;
		const square = means.reduce((sum, m) => sum + m * m, 0) / 2000;
		expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(square / 2000));
	});
});

describe("sampler of a flow", () => {
	const definition = flowSampler({
		name: "scale",
		label: "test",
		reference: "test",
		options: z.strictObject(trainingShape({ batch: 64, learningRate: 0.05 })),
		build: (target) => scaleFlow(target.space.lattice, [0, 0.5]),
	});
	const sampler = (changes: object = {}) =>
		definition.create(
			definition.options.parse({
				evaluateEvery: 20,
				evaluationDraws: 64,
				...changes,
			}),
		);
	const budget = { seconds: 60, steps: 200 };

	test("finds the best independent Gaussian of the free field", async () => {
		// KL of e^a z against exp(-phi K phi / 2), K_xx = 2 (m2 + 2 d): e^-2a = K_xx.
		const target = freeField.create(lattice, { m2: 1 });
		const { context, counted } = witness("best");
		const prepared = await sampler({ schedule: "cosine" }).prepare(
			target,
			budget,
			context,
		);
		const { arrays } = await prepared.checkpoint();
		prepared.dispose();
		expect(arrays.parameters[0]).toBeCloseTo(-0.5 * Math.log(2 * 5), 1);
		expect(arrays.parameters[1]).toBeCloseTo(0, 1);
		expect(counted.gradient).toBe(200 * 64);
		expect(prepared.history[0].columns.step).toHaveLength(10);
		expect(prepared.history[0].columns.deviceSeconds).toHaveLength(10);
		// A gradient for each sample of a step, an action for each held-out draw of a look.
		const { step, evaluations } = prepared.history[0].columns;
		expect(evaluations).toEqual(
			step.map((done, look) => 64 * Number(done) + 64 * (look + 1)),
		);
		expect(prepared.facts.trainingSteps).toBe(200);
	});

	test("resumes bit for bit, in training and in drawing", async () => {
		const whole = witness("resume");
		const prepared = await sampler({ average: 0.9 }).prepare(
			action,
			budget,
			whole.context,
		);
		await prepared.draw(30);
		const drawing = await prepared.checkpoint();
		const rest = await prepared.draw(50);
		prepared.dispose();
		for (const checkpoint of [whole.checkpoints[3], drawing]) {
			const { context } = witness("resume", { resume: checkpoint });
			const again = await sampler({ average: 0.9 }).prepare(
				action,
				budget,
				context,
			);
			if (!checkpoint.prepared) await again.draw(30);
			expect(await again.draw(50)).toEqual(rest);
			again.dispose();
		}
	});

	/** Diverges at once, and for the first few times that its rate falls. */
	const wild = {
		learningRate: 3000,
		clip: null,
		schedule: "constant",
		warmup: 0,
	};

	test("after divergences training goes on at lower rates until it learns", async () => {
		const [sound, prepared] = await Promise.all(
			[{}, { ...wild, schedule: "plateau" }].map((changes) =>
				sampler({ evaluationDraws: 512, ...changes }).prepare(
					action,
					{ seconds: 60, steps: 2000 },
					witness("diverge").context,
				),
			),
		);
		sound.dispose();
		prepared.dispose();
		const { facts, history } = prepared;
		expect(facts.trainingSteps).toBe(2000);
		expect(Number(facts.divergences)).toBeGreaterThan(2);
		const rates = history[0].columns.learningRate.map(Number);
		expect(rates.at(-1)).toBeLessThan(1e-3 * 3000);
		// On the same fresh draws, what it has learnt is as good as at a sensible rate.
		expect(Number(facts.heldOutEss)).toBeGreaterThan(
			0.9 * Number(sound.facts.heldOutEss),
		);
	});

	test("a training that has only diverged hands nothing out", async () => {
		const { context } = witness("diverge");
		await expect(
			sampler(wild).prepare(action, { seconds: 60, steps: 40 }, context),
		).rejects.toThrow(/diverged \(\d+ times in 40 steps\)/);
	});

	test("the same bits whether or not the run has a divergence behind it when it is resumed", async () => {
		const whole = witness("diverge");
		const prepared = await sampler(wild).prepare(action, budget, whole.context);
		const draw = await prepared.draw(50);
		prepared.dispose();
		const resume = whole.checkpoints[4];
		const { context } = witness("diverge", { resume });
		const again = await sampler(wild).prepare(action, budget, context);
		expect(await again.draw(50)).toEqual(draw);
		again.dispose();
	});

	test("ends when it has settled, and takes all steps where they are fixed", async () => {
		const early = witness("early");
		const settled = await sampler({ patience: 3, warmup: 0 }).prepare(
			action,
			{ seconds: 60 },
			early.context,
		);
		settled.dispose();
		expect(settled.facts.training).toBe("settled");
		const { columns } = settled.history[0];
		expect(columns.settled.at(-1)).toBe(1);
		expect(columns.settled.slice(0, -1)).not.toContain(1);
		const { context } = witness("early");
		const fixed = await sampler({ patience: 3, warmup: 0 }).prepare(
			action,
			{ seconds: 60, steps: Number(settled.facts.trainingSteps) + 300 },
			context,
		);
		fixed.dispose();
		expect(fixed.facts.trainingSteps).toBe(
			Number(settled.facts.trainingSteps) + 300,
		);
		// Up to where the one stopped, both are the same training.
		expect(fixed.history[0].columns.heldOutEss).toEqual(
			expect.arrayContaining(columns.heldOutEss),
		);
	});

	test("ends at the first look with the effective sample size that is asked for", async () => {
		const { context } = witness("early");
		const prepared = await sampler({ enoughEss: 0.2 }).prepare(
			action,
			{ seconds: 60, steps: 5000 },
			context,
		);
		prepared.dispose();
		const looks = prepared.history[0].columns.heldOutEss.map(Number);
		expect(looks.length).toBeGreaterThan(1);
		expect(looks.at(-1)).toBeGreaterThanOrEqual(0.2);
		expect(Math.max(...looks.slice(0, -1))).toBeLessThan(0.2);
		expect(prepared.facts.training).toBe("reached its goal");
	});

	test("hands out the best look, measured on draws that had no part in the choice", async () => {
		// A rate so large that looks scatter.
		const { context } = witness("best look");
		const prepared = await sampler({
			learningRate: 0.5,
			schedule: "constant",
			evaluateEvery: 5,
			evaluationDraws: 256,
		}).prepare(action, budget, context);
		const { arrays } = await prepared.checkpoint();
		prepared.dispose();
		const { columns } = prepared.history[0];
		const losses = columns.heldOutLoss.map(Number);
		const least = Math.min(...losses);
		const chosen = columns.step.indexOf(Number(prepared.facts.bestStep));
		expect(losses[chosen]).toBeLessThan(least + 0.0051);
		expect(losses.at(-1)).toBeGreaterThan(least + 0.0051);
		expect(prepared.facts.bestLookEss).toBe(columns.heldOutEss[chosen]);
		expect(prepared.facts.heldOutEss).not.toBe(prepared.facts.bestLookEss);
		expect(arrays.bestParameters).not.toEqual(arrays.parameters);
	});

	test("one step, or a few, are said to be few", async () => {
		const { context } = witness("short");
		const prepared = await sampler().prepare(
			action,
			{ seconds: 60, steps: 1 },
			context,
		);
		prepared.dispose();
		expect(prepared.facts.training).toBe("too short");
	});

	test("stops when it is told to", async () => {
		const stop = new AbortController();
		const { context } = witness("abort", {
			signal: stop.signal,
			progress: () => stop.abort(),
		});
		await expect(sampler().prepare(action, budget, context)).rejects.toThrow();
	});

	test("says which engine ran, and what a faster one would need", async () => {
		const { structure: _, ...opaque } = action;
		const factsOf = async (target: Action, options: object) => {
			const { context } = witness("engine");
			const prepared = await sampler(options).prepare(
				target,
				{ seconds: 60, steps: 1 },
				context,
			);
			prepared.dispose();
			return prepared.facts;
		};
		expect(await factsOf(opaque, {})).toMatchObject({
			engine: "composed",
			fusedKernel: expect.stringContaining("degree 4 at most"),
		});
		const asked = await factsOf(action, { engine: "composed" });
		expect(asked).not.toHaveProperty("fusedKernel");
		const fused = await factsOf(action, {});
		expect(fused.engine).toBe("fused");
		expect(fused).not.toHaveProperty("fusedKernel");
		const { kinetic, potential } = polynomialOf(action) as Polynomial;
		const sextic = (eta: number) =>
			scalarAction(
				"phi6",
				lattice,
				{},
				{
					kinetic,
					potential: [...potential, 0, eta],
				},
			);
		expect(await factsOf(sextic(0), {})).toEqual(fused);
		expect((await factsOf(sextic(0.1), {})).engine).toBe("composed");
	});

	test("refuses what it cannot treat", () => {
		const circle = {
			...action,
			space: createFieldSpace({ ...action.space, manifold: "circle" }),
		};
		expect(sampler().supports(circle).ok).toBe(false);
		const odd = { ...action, symmetries: new Set<never>() };
		expect(sampler({ symmetrise: true }).supports(odd).ok).toBe(false);
		expect(sampler({ symmetrise: true }).supports(action).ok).toBe(true);
		const { structure: _, ...opaque } = action;
		expect(sampler({ engine: "fused" }).supports(opaque).ok).toBe(false);
		expect(sampler().supports(opaque)).toEqual({
			ok: true,
			note: expect.stringMatching(/TensorFlow\.js; the fused kernel needs/),
		});
		expect(sampler().supports(action)).toEqual({ ok: true });
	});
});
