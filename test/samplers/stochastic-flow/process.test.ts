/**
 * Paths of a stochastic flow: its limits without layers and without moves, the heat, gradients, and log Z
 * against exact values.
 */
import { describe, expect, test } from "vitest";
import type { Action } from "../../../actions/action.js";
import { float64Action } from "../../../actions/float64-action.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { couplingFlow } from "../../../samplers/coupling/coupling.js";
import { composedEngine } from "../../../samplers/flow/reference/engine.js";
import { fusedEngine } from "../../../samplers/flow/simd/engine.js";
import { smcOptionsSchema } from "../../../samplers/smc/options.js";
import { SmcRun } from "../../../samplers/smc/run.js";
import { stochasticFlowOptions } from "../../../samplers/stochastic-flow/options.js";
import { processEngine } from "../../../samplers/stochastic-flow/process.js";
import {
	initialiseAll,
	stagesFlow,
	stagesOf,
} from "../../../samplers/stochastic-flow/stages.js";
import { openTestBackend } from "../../support/backend.js";
import { expectClose, perturbed } from "../flow/contract.js";
import { witness } from "../flow/support.js";

const backend = await openTestBackend();
const parameters = { m2: -4, lambda: 8 };
const square = phi4.create(createLattice([4, 4]), parameters);

/** A process with fixed temperatures and step sizes, on kernels or on ops. */
function processOf(
	action: Action,
	given: object,
	temperatures: readonly number[],
	engine: "fused" | "composed" = "fused",
	size = 0.2,
) {
	const options = stochasticFlowOptions.parse({ hidden: [4], ...given });
	const { context } = witness("process", { backend });
	const run = new SmcRun(
		action,
		smcOptionsSchema.parse({ particles: options.batch }),
		context,
	);
	const stages = stagesOf(run.path, Float64Array.from(temperatures), options);
	const flow = stagesFlow(action, stages);
	const layers =
		engine === "fused"
			? fusedEngine(flow, action, 1)
			: composedEngine(flow, action);
	const schedule = {
		temperatures: Float64Array.from(temperatures),
		stepSizes: new Float64Array(temperatures.length).fill(0.3),
	};
	const process = processEngine(
		layers,
		flow.layout.size,
		run,
		schedule,
		options.moves,
		context,
	);
	const start = initialiseAll(flow, stages.length, createRandom("start"));
	const some = perturbed(start, size);
	return { process, run, schedule, stages, flow, some };
}

const stream = createRandom("paths");
const thirds = [1 / 3, 2 / 3, 1];

describe("limits", () => {
	test("without layers, the paths and weights are those of annealed importance sampling", async () => {
		const { process, run, schedule, some } = processOf(
			square,
			{ layers: 0, batch: 64 },
			thirds,
		);
		expect(some.length).toBe(0);
		const paths = await process.sample(some, stream, 64, 64);
		// The same start and the same trajectories, by the sampler smc.
		run.rekey(stream.fork("trajectories").key);
		run.moves.next = 3;
		const base = stream.fork("free field 1");
		const annealed = await run.anneal(schedule, base, base.fork("unused"));
		process.dispose();
		expectClose(paths.fields, annealed.fields, 1e-5);
		const weights = paths.logDensity.map((q, i) => -q - paths.action[i]);
		expectClose(weights, annealed.logWeights, 1e-5);
	});

	test("without moves, the weights are those of the flow of all layers, -S - log q", async () => {
		const { process, run, some } = processOf(
			square,
			{ moves: 0, batch: 64, transform: "affine" },
			thirds,
		);
		const paths = await process.sample(some, stream, 0, 64);
		const whole = couplingFlow(square.space.lattice, {
			layers: 6,
			conditioner: "convolutional",
			hidden: [4],
			kernel: 3,
			transform: { kind: "affine" },
			prior: {
				kind: "freeField",
				mass2: run.path.mass2,
				trainable: false,
				kinetic: 1,
			},
			rescale: false,
		});
		expect(some.length).toBe(whole.layout.size);
		const engine = fusedEngine(whole, square, 1);
		const { logDensity } = await engine.density(some, paths.fields);
		engine.dispose();
		process.dispose();
		expectClose(paths.logDensity, logDensity, 1e-4);
	});
});

test("a path's weight is made of S_0, S, the Jacobians and the heat", async () => {
	const { process, run, flow, stages, some, schedule } = processOf(
		square,
		{ batch: 16 },
		[0.5, 1],
	);
	const paths = await process.sample(some, stream, 0, 16);
	const { path } = run;
	const s = (temperature: number, fields: ArrayLike<number>, i: number) => {
		const { kinetic, potential } = path.polynomialAt(temperature);
		const structure = { kind: "scalarPolynomial", kinetic, potential } as const;
		const own = Float64Array.from(fields).subarray(16 * i, 16 * (i + 1));
		return float64Action({ ...square, structure })?.(own).value ?? Number.NaN;
	};
	const layers = fusedEngine(flow, square, 1);
	let fields = Float32Array.from(run.start(stream.fork("free field 0")));
	run.rekey(stream.fork("trajectories").key);
	run.moves.next = 0;
	const expected = Float64Array.from(
		{ length: 16 },
		(_, i) => path.logZ0 + s(0, fields, i),
	);
	for (const [stage, temperature] of schedule.temperatures.entries()) {
		const previous = stage === 0 ? 0 : schedule.temperatures[stage - 1];
		const own = some.subarray(
			stage * flow.layout.size,
			(stage + 1) * flow.layout.size,
		);
		const image = await layers.sample(own, stream, 0, 16, {
			settings: { stage },
			latent: fields,
		});
		const moved = await run.move(image.fields, temperature, 0.3, 1);
		for (let i = 0; i < 16; i++) {
			const logDet = -s(previous, fields, i) - image.logDensity[i];
			const heat =
				s(temperature, moved.fields, i) - s(temperature, image.fields, i);
			expected[i] += logDet + heat;
		}
		fields = Float32Array.from(moved.fields);
	}
	expect(stages.length).toBe(2);
	layers.dispose();
	process.dispose();
	const weights = paths.logDensity.map((q, i) => -q - paths.action[i]);
	expectClose(
		weights,
		expected.map((value, i) => value - s(1, fields, i)),
		1e-4,
	);
	expectClose(paths.fields, fields, 1e-5);
});

describe.each(["total", "path"] as const)("gradient, %s", (estimator) => {
	test("the kernels give that of the ops", async () => {
		const results = [];
		for (const engine of ["fused", "composed"] as const) {
			const { process, some } = processOf(
				square,
				{ batch: 16, moves: 0 },
				thirds,
				engine,
			);
			results.push(await process.gradient(some, stream, 0, 16, { estimator }));
			process.dispose();
		}
		const [kernel, ops] = results;
		expectClose(kernel.logWeights, ops.logWeights, 1e-4);
		expectClose(kernel.gradient, ops.gradient, 1e-3);
	});
});

test("the total gradient of the last stage is the slope of the loss", async () => {
	const { process, some, flow } = processOf(
		square,
		{ batch: 64, moves: 2 },
		thirds,
	);
	const { gradient } = await process.gradient(some, stream, 0, 64);
	const from = 2 * flow.layout.size;
	const direction = perturbed(new Float32Array(some.length), 1).map(
		(value, i) => (i < from ? 0 : value),
	);
	const at = async (step: number) =>
		(
			await process.gradient(
				some.map((value, i) => value + step * direction[i]),
				stream,
				0,
				64,
			)
		).loss;
	const slope = ((await at(5e-3)) - (await at(-5e-3))) / 1e-2;
	process.dispose();
	const expected = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
	expect(Math.abs(slope - expected)).toBeLessThan(
		0.02 * Math.abs(expected) + 1e-2,
	);
	expect(Math.abs(expected)).toBeGreaterThan(0.1);
});

describe("the mean weight is Z whatever the layers do", () => {
	test.each([
		["2 x 2, affine", [2, 2], { transform: "affine" }, 0.914433978425],
		["2 x 2, splines", [2, 2], {}, 0.914433978425],
		["ring of 8", [8], {}, 8 * 0.4082752234],
	] as const)("%s", async (_name, shape, given, exact) => {
		const action = phi4.create(createLattice(shape), parameters);
		const { process, some } = processOf(
			action,
			{ batch: 512, ...given },
			[0.2, 0.4, 0.6, 0.8, 1],
			"fused",
			0.03,
		);
		const paths = await process.sample(some, stream, 0, 4096);
		process.dispose();
		const weights = paths.logDensity.map((q, i) => -q - paths.action[i]);
		const { logZ, logZError } = summarizeWeights(weights);
		expect(logZError).toBeLessThan(0.1);
		expect(Math.abs(logZ - exact) / logZError).toBeLessThan(4.5);
	});
});

test("paths have numbers: any request gives the same ones, other streams others", async () => {
	const { process, some } = processOf(square, { batch: 8 }, thirds);
	const all = await process.sample(some, stream, 0, 24);
	const part = await process.sample(some, stream, 5, 9);
	const other = await process.sample(some, createRandom("other"), 0, 24);
	process.dispose();
	expect(part.fields).toEqual(all.fields.slice(5 * 16, 14 * 16));
	expect(part.logDensity).toEqual(all.logDensity.slice(5, 14));
	expect(other.action).not.toEqual(all.action);
});
