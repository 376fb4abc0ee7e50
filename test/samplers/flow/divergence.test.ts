import { describe, expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { equivariantCnf } from "../../../samplers/continuous/equivariant-cnf.js";
import { neuralSpline } from "../../../samplers/coupling/neural-spline.js";
import { realnvp } from "../../../samplers/coupling/realnvp.js";
import { FailedPreparation } from "../../../samplers/failed-preparation.js";
import { isLost } from "../../../samplers/flow/training/divergence.js";
import { startState } from "../../../samplers/flow/training/state.js";
import { witness } from "./support.js";

const reals = 4;

/** A well measured best state: log Z = 2, and a loss that is above -log Z by its divergence of 0.3. */
const best = {
	...startState(Float32Array.of(0), {}).best,
	ess: 0.6,
	effective: 600,
	loss: -1.7,
	logZ: 2,
	step: 100,
};
const look = {
	ess: 0.6,
	essError: 0.01,
	loss: -1.7,
	lossError: 0.02,
	logZ: 2,
	effective: 600,
};
const lost = (changes: object, from: object = {}) =>
	isLost(
		{ ...look, ...changes },
		{ best: { ...best, ...from }, leastLoss: -1.7 },
		reals,
	);

describe("a look calls a state lost", () => {
	test("where the ESS falls to less than half and the loss does not gain", () => {
		expect(lost({ ess: 0.25 })).toBe(true);
		expect(lost({ ess: 0.25, loss: -1.65 })).toBe(true);
		expect(lost({ ess: 0.35 })).toBe(false);
	});

	test("but not while the loss falls: the flow learns to cover more of the target", () => {
		expect(lost({ ess: 0.05, loss: -1.85 })).toBe(false);
	});

	test("nor where one large weight may have come by chance", () => {
		expect(lost({ ess: 0.25, essError: 0.1 })).toBe(false);
	});

	test("nor where the best state was hardly measured", () => {
		expect(lost({ ess: 0.01 }, { effective: 30 })).toBe(false);
	});

	test("where the loss is below -log Z, which no density can reach", () => {
		expect(lost({ loss: -2.5 })).toBe(false);
		expect(lost({ loss: -3.5 })).toBe(true);
		expect(lost({ loss: -3.5 }, { logZ: Number.NaN })).toBe(false);
	});

	test("where the loss is not a number, or far above the least", () => {
		expect(lost({ loss: Number.NaN })).toBe(true);
		expect(lost({ loss: 9 })).toBe(false);
		expect(lost({ loss: 11 })).toBe(true);
	});
});

describe("a learning rate of 100, without a bound on gradients", () => {
	const wild = { learningRate: 100, clip: null };
	const action = phi4.create(createLattice([4]), { m2: -4, lambda: 8 });

	test("is recovered from; a state is not passed over because the steps were too few at the first look", async () => {
		const prepared = await equivariantCnf
			.create(equivariantCnf.options.parse(wild))
			.prepare(action, { seconds: 1000, steps: 100 }, witness("1").context);
		try {
			expect(prepared.facts.divergences).toBeGreaterThan(0);
			expect(prepared.facts.heldOutEss).toBeGreaterThan(0.8);
		} finally {
			prepared.dispose();
		}
	});

	test.each([realnvp, neuralSpline])(
		"or $name says that it diverged",
		async ({ create, options }) => {
			const sampler = create(options.parse(wild) as never);
			const budget = { seconds: 1000, steps: 50 };
			const failed = await sampler
				.prepare(action, budget, witness("1").context)
				.catch((error: unknown) => error);
			if (!(failed instanceof FailedPreparation)) throw failed;
			expect(failed.message).toMatch(
				/training diverged \(\d+ times in 50 steps\)/,
			);
			// What a report shows of it.
			expect(failed.facts).toMatchObject({
				training: "failed",
				trainingSteps: 50,
			});
			expect(failed.facts.divergences).toBeGreaterThan(0);
			const [{ columns }] = failed.history;
			expect(columns.step?.length).toBeGreaterThan(0);
			expect(columns.loss).toHaveLength(columns.step?.length ?? 0);
		},
	);
});

test("a chain of 8 sites: the ESS falls by tenfold while the loss improves, and training goes on", async () => {
	// Seed 4 of `npm run bench -- training-stability`: looks of 0.27, then 0.05 with a loss lower by 10.
	const action = phi4.create(createLattice([8]), { m2: -4, lambda: 8 });
	const options = equivariantCnf.options.parse({
		evaluateEvery: 10,
		batch: 128,
		average: 0,
		steps: 10,
	});
	const { context } = witness("4");
	const prepared = await equivariantCnf
		.create(options)
		.prepare(action, { seconds: 1000, steps: 80 }, context);
	try {
		expect(prepared.facts.divergences).toBe(0);
		expect(prepared.facts.heldOutEss).toBeGreaterThan(0.8);
	} finally {
		prepared.dispose();
	}
});
