import { afterAll, expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import type { Weighted } from "../../../core/ensemble.js";
import { createLattice } from "../../../core/lattice.js";
import { equivariantCnf } from "../../../samplers/continuous/equivariant-cnf.js";
import { rungsOf } from "../../../samplers/continuous/ladder.js";
import { allowedError, nextSteps } from "../../../samplers/continuous/steps.js";
import type { Prepared } from "../../../samplers/sampler.js";
import { witness } from "../flow/support.js";

const open: Prepared[] = [];
afterAll(() => {
	for (const prepared of open) prepared.dispose();
});

async function prepare(
	action: ReturnType<typeof phi4.create>,
	steps: number,
	given: Record<string, unknown>,
	seed = "cnf",
) {
	const sampler = equivariantCnf.create(equivariantCnf.options.parse(given));
	const { context } = witness(seed, { threads: 2 });
	const prepared = await sampler.prepare(
		action,
		{ seconds: 600, steps },
		context,
	);
	open.push(prepared);
	return prepared;
}

function column(prepared: Prepared, name: string): number[] {
	return prepared.history[0].columns[name].map((value) => Number(value));
}

// log Z = 1.95025229 on the 2 x 4 lattice, by quadrature: no density has a loss below -log Z.
const logZ = 1.95025229;
const small = phi4.create(createLattice([2, 4]), { m2: -4, lambda: 6.975 });
const coarse = {
	gradient: "total",
	steps: 1,
	fewestSteps: 1,
	timeModes: 10,
	batch: 64,
	optimiser: "adam",
	learningRate: 0.01,
	schedule: "constant",
	evaluateEvery: 10,
	evaluationDraws: 64,
};

test("a coarse integrator is exploited: the loss falls below -log Z, and the draws are refused", async () => {
	const blind = { ...coarse, controlSteps: false };
	const exploited = await prepare(small, 60, { ...blind, drawError: 1000 });
	expect(column(exploited, "loss").at(-1)).toBeLessThan(-logZ - 5);
	// Both measures of the error see it: the doubled steps, and the Jacobian of the map.
	expect(exploited.facts.stepError).toBeGreaterThan(1);
	expect(exploited.facts.densityError).toBeGreaterThan(1);
	await expect(prepare(small, 60, { ...blind, mostSteps: 8 })).rejects.toThrow(
		/log density is off by .* steps would bring it below/,
	);
});

test("the path gradient is not led astray: it never sees the divergence of the stages", async () => {
	const path = { ...coarse, controlSteps: false, gradient: "path" };
	const prepared = await prepare(small, 60, path);
	const last = Number(column(prepared, "loss").at(-1));
	expect(last).toBeGreaterThan(-logZ - 0.5);
});

test("with control of the steps the same training stays a density", async () => {
	const held = await prepare(small, 100, coarse);
	expect(Number(held.facts.steps)).toBeGreaterThan(8);
	expect(held.facts.stepError).toBeLessThan(2e-3);
	expect(held.facts.densityError).toBeLessThan(2e-3);
	expect(held.facts.heldOutEss).toBeGreaterThan(0.8);
	// The mean of 64 losses a step, 10 steps a row; rms of log w is below 1 at this ESS.
	const last = Number(column(held, "loss").at(-1));
	expect(last).toBeGreaterThan(-logZ - 5 / Math.sqrt(640));
	expect(last).toBeLessThan(-logZ + 0.3);
});

test("steps follow the error: up by at most two, down slowly, within bounds", () => {
	const control = { fewest: 4, most: 100, target: 0.01, draws: 1 };
	expect(nextSteps(10, 0.005, control)).toBe(10);
	expect(nextSteps(10, 1, control)).toBe(20);
	expect(nextSteps(10, Number.POSITIVE_INFINITY, control)).toBe(20);
	expect(nextSteps(80, 1, control)).toBe(100);
	expect(nextSteps(10, 0.005 * 1.3 ** 4, control)).toBe(13);
	expect(nextSteps(10, 1e-9, control)).toBe(5);
	expect(nextSteps(5, 1e-9, control)).toBe(4);
	expect(nextSteps(10, 0.005 / 2 ** 4, control)).toBe(5);
});

test("an error may be a part of the scatter of log w, and never less than the target", () => {
	const control = { fewest: 4, most: 100, target: 0.01, draws: 1 };
	expect(allowedError(control, { scatter: 0.1 })).toBe(0.01);
	expect(allowedError(control, { scatter: 2 })).toBeCloseTo(0.1, 12);
});

test("on the larger lattice of a ladder, training begins with a look at what came from the smaller one", async () => {
	const action = phi4.create(createLattice([4, 4]), { m2: -4, lambda: 6.975 });
	const given = { batch: 64, evaluateEvery: 20, evaluationDraws: 256 };
	const [alone, after] = [
		await prepare(action, 40, { ...given, ladder: [] }),
		await prepare(action, 40, { ...given, ladder: [2] }),
	];
	expect(column(alone, "step")).toEqual([20, 40]);
	expect(column(after, "step")).toEqual([1, 20, 40]);
	// The untrained flow of the prior alone has an ESS of a few percent.
	expect(column(after, "heldOutEss")[0]).toBeGreaterThan(0.3);
});

test("E1 by reweighting: 6 x 6, reference values of an embedded cluster algorithm", async () => {
	const e1 = phi4.create(createLattice([6, 6]), { m2: -4, lambda: 6.975 });
	const prepared = await prepare(e1, 60, {
		batch: 128,
		evaluateEvery: 20,
	});
	expect(prepared.facts.densityError).toBeLessThan(2e-3);
	const { average, ess, logZ: measured } = await reweighted(prepared, 4000);
	expect(ess).toBeGreaterThan(0.6);
	const phi2 = average((f) => power(f, 2) / 36);
	const phi4th = average((f) => power(f, 4) / 36);
	const chi = average((f) => power(f, 1) ** 2 / 36);
	for (const [{ mean, error }, reference, own] of [
		[phi2, 0.161367, 1.5e-5],
		[phi4th, 0.052558, 9e-6],
		[chi, 1.0624, 5e-4],
	] as const)
		expect(Math.abs(mean - reference)).toBeLessThan(
			4.5 * Math.hypot(error, own),
		);
	// The loss is an upper bound of -log Z, here within the noise of the last 20 batches.
	const last = Number(column(prepared, "loss").at(-1));
	expect(last).toBeGreaterThan(-measured.mean - 0.1);
});

test("a chain of 8 sites against its transfer matrix, log Z included", async () => {
	const chain = phi4.create(createLattice([8]), { m2: -4, lambda: 8 });
	const prepared = await prepare(chain, 60, {
		batch: 128,
		evaluateEvery: 20,
		learningRate: 0.01,
	});
	const { average, logZ: measured } = await reweighted(prepared, 8000);
	const phi2 = average((f) => power(f, 2) / 8);
	const chi = average((f) => power(f, 1) ** 2 / 8);
	for (const [{ mean, error }, reference] of [
		[phi2, 0.1791949173],
		[chi, 0.3532901622],
		[measured, 8 * 0.4082752234],
	] as const)
		expect(Math.abs(mean - reference)).toBeLessThan(4.5 * error);
});

test("a cube: S/V = 1/2 - lambda <phi^4>, whatever the couplings", async () => {
	const cube = phi4.create(createLattice([4, 4, 4]), { m2: -4, lambda: 9 });
	const prepared = await prepare(cube, 40, {
		batch: 64,
		evaluateEvery: 20,
		learningRate: 0.01,
	});
	const { average } = await reweighted(prepared, 2000);
	// <phi dS/dphi> = V, configuration by configuration 2 S + 2 lambda sum phi^4.
	const identity = average(
		(f, action) => (2 * action + 2 * 9 * power(f, 4)) / 64,
	);
	expect(Math.abs(identity.mean - 1)).toBeLessThan(4.5 * identity.error);
	expect(identity.error).toBeLessThan(0.05);
});

test("a ladder starts where the smaller lattice ended", async () => {
	const action = phi4.create(createLattice([6, 6]), { m2: -4, lambda: 6.975 });
	const given = { batch: 32, learningRate: 0.01, evaluateEvery: 5 };
	const [plain, after] = [
		await prepare(action, 5, given),
		await prepare(action, 5, { ...given, ladder: [4], ladderShare: 0.95 }),
	];
	// Five steps at 6 x 6 leave the prior; a ladder has had five at 4 x 4 before.
	const [first, second] = [plain, after].map((p) => column(p, "loss")[0]);
	expect(second).toBeLessThan(first);
	const { structure } = await after.draw(100);
	expect((structure as Weighted).logWeights.every(Number.isFinite)).toBe(true);
});

test("rungs by themselves: halves of the least extent, as long as six sites are left", () => {
	const rungs = (...shape: number[]) =>
		rungsOf(
			{ ladder: "auto" },
			phi4.create(createLattice(shape), { m2: -4, lambda: 6 }),
		);
	expect(rungs(10, 10)).toEqual([]);
	expect(rungs(12, 16)).toEqual([6]);
	expect(rungs(13, 13)).toEqual([6]);
	expect(rungs(64, 64)).toEqual([8, 16, 32]);
	expect(rungs(12, 12, 12)).toEqual([6]);
});

test("a killed ladder goes on from the rung it was on, with the same bits", async () => {
	const action = phi4.create(createLattice([4, 6]), { m2: -4, lambda: 6.975 });
	const sampler = equivariantCnf.create(
		equivariantCnf.options.parse({
			...{ batch: 16, evaluateEvery: 2, evaluationDraws: 64 },
			...{ ladder: [2, 3], ladderShare: 0.9, drawError: 1 },
		}),
	);
	const budget = { seconds: 600, steps: 8 };
	const whole = witness("rungs", { threads: 1 });
	const prepared = await sampler.prepare(action, budget, whole.context);
	open.push(prepared);
	const expected = await prepared.draw(20);
	expect(prepared.facts.ladder).toBe("2 3");
	const rungs = [0, 1, undefined].map((rung) => {
		const ofRung = whole.checkpoints.filter((c) => c.state.rung === rung);
		expect(ofRung.length).toBeGreaterThan(1);
		return ofRung[0];
	});
	for (const resume of rungs) {
		const { context } = witness("rungs", { threads: 1, resume });
		const again = await sampler.prepare(action, budget, context);
		open.push(again);
		expect(await again.draw(20)).toEqual(expected);
		expect(again.facts).toEqual(prepared.facts);
	}
});

test("actions it cannot treat are refused with a reason", () => {
	const sampler = equivariantCnf.create(equivariantCnf.options.parse({}));
	const free = freeField.create(createLattice([4]), { m2: 1 });
	expect(sampler.supports(free)).toEqual({ ok: true });
	const ladder = equivariantCnf.create(
		equivariantCnf.options.parse({ ladder: [2, 4] }),
	);
	expect(ladder.supports(free).ok).toBe(false);
	expect(
		sampler.supports({ ...free, symmetries: new Set(["translation"]) }).ok,
	).toBe(false);
});

function power(field: Float32Array, exponent: number): number {
	return field.reduce((sum, value) => sum + value ** exponent, 0);
}

/** Weighted means with errors by linear expansion of the ratio, Kish's fraction, and log of the mean weight. */
async function reweighted(prepared: Prepared, count: number) {
	const { fields, action, structure, space } = await prepared.draw(count);
	const { lattice } = space;
	const { logWeights } = structure as Weighted;
	const top = logWeights.reduce((a, b) => Math.max(a, b));
	const weights = logWeights.map((value) => Math.exp(value - top));
	const total = weights.reduce((sum, w) => sum + w, 0);
	const squares = weights.reduce((sum, w) => sum + w * w, 0);
	const ess = (total * total) / squares / count;
	return {
		ess,
		logZ: {
			mean: top + Math.log(total / count),
			error: Math.sqrt((1 / ess - 1) / count),
		},
		average(measure: (field: Float32Array, action: number) => number) {
			const values = weights.map((_, i) =>
				measure(
					fields.slice(
						lattice.sites * i,
						lattice.sites * (i + 1),
					) as Float32Array,
					action[i],
				),
			);
			const mean =
				weights.reduce((sum, w, i) => sum + w * values[i], 0) / total;
			const variance = weights.reduce(
				(sum, w, i) => sum + (w * (values[i] - mean)) ** 2,
				0,
			);
			return { mean, error: Math.sqrt(variance) / total };
		},
	};
}
