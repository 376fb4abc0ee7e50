/** Annealed importance sampling and sequential Monte Carlo: weights, path, and log Z against exact values. */
import { describe, expect, test } from "vitest";
import { float64Action } from "../../../actions/float64-action.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import {
	kishFraction,
	summarizeWeights,
} from "../../../core/statistics/weights/log-weights.js";
import { AnnealingPath } from "../../../samplers/smc/path.js";
import { scheduleOf } from "../../../samplers/smc/schedule.js";
import { smc } from "../../../samplers/smc/smc.js";
import {
	nextTemperature,
	systematicAncestors,
} from "../../../samplers/smc/weights.js";
import * as tf from "../../../tensor/tf.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";

const backend = await openTestBackend();

const normals = (count: number) =>
	fillNormal(createRandom("smc"), new Float64Array(count));

async function draw(
	shape: readonly number[],
	parameters: { m2: number; lambda: number },
	options: object,
	count: number,
) {
	const action = phi4.create(createLattice(shape), parameters);
	const { context } = witness("smc", { backend });
	const sampler = smc.create(smc.options.parse(options));
	const prepared = await sampler.prepare(action, { seconds: 60 }, context);
	const ensemble = await prepared.draw(count);
	prepared.dispose();
	if (ensemble.structure.kind !== "weighted") throw new Error("not weighted");
	return { ensemble, ...ensemble.structure, facts: prepared.facts };
}

describe("weights", () => {
	test("a particle has floor(n w) or ceil(n w) children, in order", () => {
		const logWeights = normals(50);
		const total = logWeights.reduce((sum, value) => sum + Math.exp(value), 0);
		for (const uniform of [0, 0.3, 0.999]) {
			const ancestors = systematicAncestors(logWeights, uniform);
			for (const [i, value] of logWeights.entries()) {
				const children = ancestors.filter((parent) => parent === i).length;
				const expected = (50 * Math.exp(value)) / total;
				expect(Math.abs(children - expected)).toBeLessThan(1);
			}
			expect(ancestors.toSorted((a, b) => a - b)).toEqual(ancestors);
		}
	});

	test("the next temperature keeps the wanted effective fraction, and 1 is the last", () => {
		const difference = normals(200).map((value) => 5 * value);
		const next = nextTemperature(0.1, difference, 0.8);
		const ess = kishFraction(difference.map((value) => (next - 0.1) * value));
		expect(Math.abs(ess - 0.8)).toBeLessThan(1e-6);
		expect(nextTemperature(0.9999, difference, 0.8)).toBe(1);
	});
});

test("a schedule passes through the pilot's temperatures and ends at 1", () => {
	const rows = [0.2, 0.5, 1].map((temperature) => ({
		temperature,
		stepSize: temperature,
		acceptance: 0.8,
	}));
	expect(
		[...scheduleOf(rows, 6).temperatures].map((b) => b.toFixed(3)),
	).toEqual(["0.100", "0.200", "0.350", "0.500", "0.750", "1.000"]);
	expect([...scheduleOf(rows, 1).temperatures]).toEqual([1]);
});

describe("path", () => {
	const lattice = createLattice([3, 4]);
	const target = scalarAction(
		"target",
		lattice,
		{},
		{
			kinetic: 0.6,
			potential: [0.1, 0.2, -1, 0, 2, 0, 0.3],
		},
	);
	const path = new AnnealingPath(target);
	const fields = normals(24);

	test("S_0 - S and S_b are those of the actions", () => {
		const s = (polynomial: Parameters<typeof scalarAction>[3], i: number) => {
			const action = scalarAction("any", lattice, {}, polynomial);
			const field = fields.subarray(12 * i, 12 * (i + 1));
			return float64Action(action)?.(field).value ?? Number.NaN;
		};
		for (const [i, difference] of path.difference(fields).entries()) {
			const ends = [s(path.polynomialAt(0), i), s(path.polynomialAt(1), i)];
			expect(Math.abs(ends[0] - ends[1] - difference)).toBeLessThan(1e-9);
			const middle = s(path.polynomialAt(0.3), i);
			expect(Math.abs(middle - 0.7 * ends[0] - 0.3 * ends[1])).toBeLessThan(
				1e-9,
			);
		}
	});

	test("automatic differentiation sees the same S_b", async () => {
		path.temperature = 0.3;
		const values = await path.action
			.evaluate(tf.tensor(Float32Array.from(fields), [2, 3, 4]))
			.data();
		const mixed = scalarAction("any", lattice, {}, path.polynomialAt(0.3));
		for (const [i, value] of values.entries()) {
			const field = fields.subarray(12 * i, 12 * (i + 1));
			const exact = float64Action(mixed)?.(field).value ?? Number.NaN;
			expect(Math.abs(value - exact)).toBeLessThan(1e-4 * Math.abs(exact));
		}
	});
});

test("a free field is its own start: every weight is Z", async () => {
	const action = freeField.create(createLattice([4, 4]), { m2: 1 });
	const { context } = witness("free", { backend });
	const prepared = await smc
		.create(smc.options.parse({}))
		.prepare(action, { seconds: 60 }, context);
	const { structure } = await prepared.draw(256);
	prepared.dispose();
	if (structure.kind !== "weighted") throw new Error("not weighted");
	expect(prepared.facts.temperatures).toBe(1);
	for (const value of structure.logWeights)
		expect(Math.abs(value - -2.8581318146)).toBeLessThan(1e-4);
});

describe("log Z", () => {
	const well = { m2: -4, lambda: 8 };
	// Quadrature and transfer matrix, to the digits given.
	test.each([
		["2 x 2", [2, 2], { resampling: "none" }, 0.914433978425],
		["2 x 2 resampled", [2, 2], { resampling: "systematic" }, 0.914433978425],
		["2 x 4", [2, 4], { temperatures: 8 }, 1.49365265],
		["ring of 8", [8], {}, 8 * 0.4082752234],
	] as const)("%s", async (_name, shape, options, exact) => {
		const { logWeights } = await draw(shape, well, options, 4096);
		const { logZ, logZError } = summarizeWeights(logWeights);
		expect(logZError).toBeLessThan(0.05);
		expect(Math.abs(logZ - exact) / logZError).toBeLessThan(4.5);
	});
});

test("weighted averages are those of the target, and auto leaves about 1/e of the draws effective", async () => {
	const parameters = { m2: -2, lambda: 1 };
	const { ensemble, logWeights, facts } = await draw([8], parameters, {}, 8192);
	const weights = logWeights.map((value) => Math.exp(value - logWeights[0]));
	const phi2 = Float64Array.from({ length: ensemble.count }, (_, i) => {
		let sum = 0;
		for (let x = 8 * i; x < 8 * (i + 1); x++)
			sum += ensemble.fields[x] ** 2 / 8;
		return sum;
	});
	const total = weights.reduce((sum, w) => sum + w, 0);
	let mean = 0;
	for (const [i, w] of weights.entries()) mean += (w * phi2[i]) / total;
	let squares = 0;
	for (const [i, w] of weights.entries())
		squares += ((w / total) * (phi2[i] - mean)) ** 2;
	expect(Math.abs(mean - 0.6913989958) / Math.sqrt(squares)).toBeLessThan(4.5);
	const ess = kishFraction(logWeights);
	expect(ess).toBeGreaterThan(0.15);
	expect(ess).toBeLessThan(0.7);
	expect(facts.temperatures).toBeGreaterThan(1);
});

test("the resampled populations are independent: their scatter gives the error of Z", async () => {
	// The sum over halves of one ensemble agrees within what independent populations allow.
	const { logWeights } = await draw(
		[4, 4],
		{ m2: -4, lambda: 8 },
		{ resampling: "systematic", population: 8, temperatures: 6 },
		2048,
	);
	const halves = [logWeights.subarray(0, 1024), logWeights.subarray(1024)].map(
		(half) => summarizeWeights(half),
	);
	const error = Math.hypot(halves[0].logZError, halves[1].logZError);
	expect(Math.abs(halves[0].logZ - halves[1].logZ) / error).toBeLessThan(4.5);
});

test("an action without a path is refused with the reason", () => {
	const { structure: _, ...opaque } = phi4.create(createLattice([4, 4]), {
		m2: 1,
		lambda: 1,
	});
	const verdict = smc.create(smc.options.parse({})).supports(opaque);
	expect(verdict.ok ? "" : verdict.reason).toContain("polynomial");
	expect(
		smc.options.safeParse({ resampling: "systematic", population: 7 }).success,
	).toBe(false);
});
