import { beforeAll, describe, expect, test } from "vitest";
import type { Action } from "../../../actions/action.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import type { Ensemble } from "../../../core/ensemble.js";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { hmc } from "../../../samplers/hmc/hmc.js";
import * as tf from "../../../tensor/tf.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";
import {
	overChains,
	phi4Action,
	phi6Action,
	prepare,
	zScore,
} from "./support.js";

beforeAll(async () => {
	await openTestBackend();
});

describe("tuning", () => {
	test("reaches the target acceptance", async () => {
		for (const targetAcceptance of [0.6, 0.9]) {
			const prepared = await prepare(phi4Action([12, 12], -4, 5.276), {
				trajectory: 2,
				targetAcceptance,
			});
			const ensemble = await prepared.draw(64 * 200);
			prepared.dispose();
			const { accepted } = ensemble.structure as { accepted: Uint8Array };
			const acceptance = overChains(accepted, 64);
			// Dual averaging itself scatters: its average over 120 updates of 64 chains weighs the
			// last third, 40 updates, each with a binomial error.
			const tuning = Math.sqrt(
				(targetAcceptance * (1 - targetAcceptance)) / (64 * 40),
			);
			expect(
				Math.abs(zScore(acceptance, targetAcceptance, 3 * tuning)),
			).toBeLessThan(4);
		}
	});

	test("fixed steps and step size are taken as they are", async () => {
		const prepared = await prepare(phi4Action([4], 1, 1), {
			steps: 7,
			stepSize: 0.05,
			thermalise: 0,
		});
		prepared.dispose();
		expect(prepared.facts.stepsAtMeanLength).toBe(7);
		expect(prepared.facts.stepSize).toBe(0.05);
		expect(prepared.facts.trajectoryLength).toBeCloseTo(0.35, 12);
	});

	test("length, steps and step size cannot all be fixed", () => {
		expect(
			hmc.options.safeParse({ trajectory: 1, steps: 2, stepSize: 0.5 }).success,
		).toBe(false);
	});
});

describe("bookkeeping", () => {
	const options = {
		trajectory: 1,
		steps: 5,
		chains: 10,
		thermalise: 12,
	};
	const action = phi4Action([4, 4], -4, 8);

	test.each(["kernel", "autodiff"])(
		"the same bits after a resume, %s",
		async (engine) => {
			const first = await prepare(action, { ...options, engine });
			await first.draw(20);
			const checkpoint = await first.checkpoint();
			const expected = await first.draw(30);
			first.dispose();
			expect(checkpoint.prepared).toBe(true);
			const { context } = witness("hmc", {
				resume: {
					...checkpoint,
					state: JSON.parse(JSON.stringify(checkpoint.state)),
				},
			});
			const second = await hmc
				.create(hmc.options.parse({ ...options, engine }))
				.prepare(action, { seconds: 60 }, context);
			const continued = await second.draw(30);
			second.dispose();
			expect(continued).toEqual(expected);
		},
	);

	test("the same bits when preparation is cut at any of its checkpoints", async () => {
		const run = witness("cut");
		const target = phi4Action([8, 8], -4, 6.008);
		const sampler = hmc.create(
			hmc.options.parse({ chains: 4, trajectory: 0.7 }),
		);
		const budget = { seconds: 60 };
		const first = await sampler.prepare(target, budget, run.context);
		const expected = await first.draw(64);
		first.dispose();
		expect(run.checkpoints.length).toBeGreaterThan(1);
		for (const resume of run.checkpoints) {
			const { context } = witness("cut", { resume });
			const again = await sampler.prepare(target, budget, context);
			const drawn = await again.draw(64);
			expect(again.facts).toEqual(first.facts);
			again.dispose();
			expect(drawn).toEqual(expected);
		}
	});

	test("neither threads nor draws in parts change the bits", async () => {
		const one = await prepare(action, options, "bits", 1);
		const two = await prepare(action, options, "bits", 3);
		const whole = await one.draw(100);
		const parts = [await two.draw(40), await two.draw(60)];
		one.dispose();
		two.dispose();
		for (let chain = 0; chain < 10; chain++) {
			const { sites } = action.space.lattice;
			const piece = (e: Ensemble, n: number) => [
				...e.fields.subarray(chain * n * sites, (chain + 1) * n * sites),
			];
			expect([...piece(parts[0], 4), ...piece(parts[1], 6)]).toEqual(
				piece(whole, 10),
			);
		}
	});

	test.each(["float64", "float32"])(
		"a chain does not depend on its mates, %s",
		async (precision) => {
			const few = await prepare(action, { ...options, precision, chains: 3 });
			const many = await prepare(action, { ...options, precision, chains: 13 });
			const a = await few.draw(3 * 5);
			const b = await many.draw(13 * 5);
			few.dispose();
			many.dispose();
			const length = 3 * 5 * action.space.lattice.sites;
			expect([...a.fields]).toEqual([...b.fields.subarray(0, length)]);
			expect([...a.action]).toEqual([...b.action.subarray(0, 15)]);
		},
	);

	test("gradients and actions are counted one for each chain", async () => {
		const { context, counted } = witness("count");
		const prepared = await hmc
			.create(hmc.options.parse({ ...options, integrator: "omelyan" }))
			.prepare(action, { seconds: 60 }, context);
		await prepared.draw(30);
		prepared.dispose();
		// 12 trajectories to thermalise and 3 to draw; 5 steps of two gradients.
		expect(counted).toEqual({ action: 15 * 10, gradient: 15 * 10 * 10 });
	});

	test("S, accept flags and Delta H belong to the entries they stand beside", async () => {
		const prepared = await prepare(action, { ...options, storeEvery: 1 });
		const ensemble = await prepared.draw(200);
		prepared.dispose();
		const { sites } = action.space.lattice;
		const values = tf.tidy(() =>
			action.evaluate(
				tf.tensor(Float32Array.from(ensemble.fields), [200, 4, 4]),
			),
		);
		const reference = await values.data();
		const { accepted } = ensemble.structure as { accepted: Uint8Array };
		expect(accepted.some((flag) => flag === 0)).toBe(true);
		for (let i = 0; i < 200; i++) {
			// float32 sums of 16 sites.
			expect(Math.abs(ensemble.action[i] - reference[i])).toBeLessThan(2e-5);
			if (i % 20 === 0) continue;
			const here = ensemble.fields.subarray(i * sites, (i + 1) * sites);
			const before = ensemble.fields.subarray((i - 1) * sites, i * sites);
			const moved = here.some((phi, x) => phi !== before[x]);
			expect(moved).toBe(accepted[i] === 1);
		}
	});

	test("every n-th configuration is the n-th of all", async () => {
		const all = await prepare(action, options);
		const some = await prepare(action, { ...options, storeEvery: 3 });
		const a = await all.draw(10 * 12);
		const b = await some.draw(10 * 4);
		all.dispose();
		some.dispose();
		for (let chain = 0; chain < 10; chain++)
			for (let i = 0; i < 4; i++)
				expect(b.action[chain * 4 + i]).toBe(a.action[chain * 12 + 3 * i + 2]);
	});

	test.each([
		["phi4", action],
		["phi6", phi6Action([4, 4], -1, -0.5, 0.4)],
	])(
		"the generic engine makes the moves of the kernel, %s",
		async (_, action) => {
			const fused = await prepare(action, { ...options, thermalise: 0 });
			const generic = await prepare(action, {
				...options,
				thermalise: 0,
				engine: "autodiff",
			});
			const a = await fused.draw(20);
			const b = await generic.draw(20);
			fused.dispose();
			generic.dispose();
			const change = (e: Ensemble) =>
				(e.structure as { energyChange: Float64Array }).energyChange;
			for (let i = 0; i < 20; i++) {
				// Same random numbers; float32 rounding of S = O(10) and of two trajectories.
				expect(Math.abs(change(a)[i] - change(b)[i])).toBeLessThan(1e-4);
				expect(Math.abs(a.action[i] - b.action[i])).toBeLessThan(1e-4);
			}
		},
	);

	test("where the fused kernel cannot serve, the record says what it needs", async () => {
		const needs =
			"the fused kernel needs a nearest-neighbour kinetic term and an even polynomial of degree 6 at most, or links with Wilson's action";
		const polynomial = { kinetic: 1, potential: [0, 0.1, 1, 0, 0.5] };
		const odd = scalarAction("odd", createLattice([4]), {}, polynomial);
		const factsOf = async (target: Action, engine: string) => {
			const prepared = await prepare(target, { ...options, engine });
			prepared.dispose();
			return prepared.facts;
		};
		expect(await factsOf(odd, "auto")).toMatchObject({
			engine: "automatic differentiation, float32",
			fusedKernel: needs,
		});
		// Who asks for automatic differentiation needs no advice, and who has the kernel none either.
		expect(await factsOf(odd, "autodiff")).not.toHaveProperty("fusedKernel");
		const facts = await factsOf(phi6Action([4], 1, 0, 1), "auto");
		expect(facts.engine).toBe("fused kernel, float64");
		expect(facts).not.toHaveProperty("fusedKernel");
	});

	test("an abort ends preparation and draws with its reason", async () => {
		const controller = new AbortController();
		const { context } = witness("abort", { signal: controller.signal });
		const prepared = await hmc
			.create(hmc.options.parse(options))
			.prepare(action, { seconds: 60 }, context);
		controller.abort(new Error("stopped by the user"));
		await expect(prepared.draw(10)).rejects.toThrow("stopped by the user");
		prepared.dispose();
	});

	test("actions it cannot treat are declined with a reason", () => {
		const sampler = hmc.create(hmc.options.parse({ engine: "kernel" }));
		const { structure, ...composed } = action;
		expect(structure).toBeDefined();
		const verdict = sampler.supports(composed);
		expect(verdict.ok).toBe(false);
		expect(hmc.create(hmc.options.parse({})).supports(composed)).toEqual({
			ok: true,
			note: expect.stringContaining("by automatic differentiation"),
		});
		expect(hmc.create(hmc.options.parse({})).supports(action)).toEqual({
			ok: true,
		});
		const angles = {
			...composed,
			space: createFieldSpace({ ...action.space, manifold: "circle" }),
		};
		const answer = (start: string) =>
			hmc.create(hmc.options.parse({ start })).supports(angles);
		for (const start of ["auto", "hot", "cold"])
			expect(answer(start).ok).toBe(true);
		expect(answer("wells")).toMatchObject({
			ok: false,
			reason: expect.stringContaining("one real number per site"),
		});
	});
});
