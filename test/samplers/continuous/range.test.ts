import { afterAll, describe, expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import type { Weighted } from "../../../core/ensemble.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { equivariantCnf } from "../../../samplers/continuous/equivariant-cnf.js";
import { equivariantCnfFlow } from "../../../samplers/continuous/flow.js";
import { cnfOptions } from "../../../samplers/continuous/options.js";
import {
	couplingOf,
	Expansion,
	polynomials,
} from "../../../samplers/continuous/range/range.js";
import type { Checkpoint, Prepared } from "../../../samplers/sampler.js";
import { flowContract, openFused, perturbed } from "../flow/contract.js";
import { sampleBy } from "../flow/kernel-calls.js";
import { witness } from "../flow/support.js";

const small = {
	frequencies: 10,
	bonds: 6,
	timeModes: 2,
	timeBonds: 4,
	steps: 10,
};
const conditional = { lambda: [5, 9], order: 2, group: 7 };

function actionAt(lambda: number, shape: readonly number[] = [4, 4]) {
	return phi4.create(createLattice(shape), { m2: -4, lambda });
}

const flow = equivariantCnfFlow(
	actionAt(6.975),
	cnfOptions.parse({ ...small, conditional }),
);
// Samples in a row go through the range here: two couplings in the contract's batch of 13.
flowContract({
	label: "a range of couplings",
	flow,
	action: actionAt(6.975),
	spread: 0.3,
	even: true,
	identity: false,
});

describe("a coupling that is named", () => {
	const parameters = perturbed(flow.initialise(createRandom("start")), 0.3);

	test.each([5, 6.2, 9])(
		"%d: the flow of that coupling's parameters, against its action",
		async (lambda) => {
			const action = actionAt(lambda);
			const plain = equivariantCnfFlow(action, cnfOptions.parse(small));
			// The engine's own action is another one.
			const [ours, theirs] = [
				await openFused(flow, actionAt(6.975)),
				await openFused(plain, action),
			];
			const latent = perturbed(new Float32Array(7 * 16), 1);
			const settings = { lambda, steps: 6 };
			const call = { settings, first: 3 };
			const drawn = sampleBy(ours, parameters, latent, 16, call);
			expect(drawn).toEqual(
				sampleBy(theirs, flow.at(parameters, settings), latent, 16, call),
			);
			// What is published is the flow of this coupling alone.
			const published = flow.architecture?.parametersAt?.(parameters, settings);
			expect(published?.layout).toEqual(plain.layout);
			expect(published?.values).toEqual(flow.at(parameters, settings));
		},
	);
});

test("parameters are Chebyshev sums: T_j(cos a) = cos(j a)", () => {
	const range = { low: 2, high: 5, order: 6, group: 1 };
	for (const angle of [0, 0.3, 1.2, 2.9, Math.PI]) {
		const coupling = 3.5 + 1.5 * Math.cos(angle);
		for (const [j, value] of polynomials(range, coupling).entries())
			expect(value).toBeCloseTo(Math.cos(j * angle), 12);
	}
	const expansion = new Expansion({ ...range, order: 2 }, 3, [[1, 2]]);
	const all = Float32Array.of(1, 2, 3, 10, 20, 100, 200);
	// u = -1 at the lower end: T_0, T_1, T_2 = 1, -1, 1.
	expect([...expansion.at(all, 2, new Float32Array(3))]).toEqual([
		1,
		2 - 10 + 100,
		3 - 20 + 200,
	]);
	const gradient = new Float64Array(7);
	expansion.pullBack(Float64Array.of(1, 2, 3), 2, gradient);
	expect([...gradient]).toEqual([1, 2, 3, -2, -3, 2, 3]);
});

test("any groups in a row cover the range evenly", () => {
	const range = { low: 5, high: 9, order: 1, group: 32 };
	for (let start = 0; start < 5000; start += 7) {
		const found = Array.from({ length: 8 }, (_, i) =>
			couplingOf(range, {}, 32 * (start + i)),
		).sort((a, b) => a - b);
		expect(found[0]).toBeGreaterThanOrEqual(5);
		expect(found[7]).toBeLessThanOrEqual(9);
		// In the angle, points of the golden ratio's sequence: gaps of at most 1.9 times their mean.
		const angles = found.map((value) => Math.acos((value - 7) / 2));
		const gaps = angles.slice(1).map((value, i) => angles[i] - value);
		expect(Math.max(...gaps)).toBeLessThan(1.9 * (Math.PI / 8));
		expect(couplingOf(range, {}, 32 * start + 31)).toBe(
			couplingOf(range, {}, 32 * start),
		);
	}
});

const open: Prepared[] = [];
afterAll(() => {
	for (const prepared of open) prepared.dispose();
});

async function prepare(
	lambda: number,
	steps: number,
	given: Record<string, unknown> = {},
	changes: Parameters<typeof witness>[1] = {},
	shape: readonly number[] = [4, 4],
) {
	const options = equivariantCnf.options.parse({
		...small,
		batch: 64,
		learningRate: 0.01,
		evaluateEvery: 20,
		evaluationDraws: 300,
		...given,
		conditional: { ...conditional, group: 32 },
	});
	const { context, checkpoints } = witness("range", changes);
	const prepared = await equivariantCnf
		.create(options)
		.prepare(actionAt(lambda, shape), { seconds: 600, steps }, context);
	open.push(prepared);
	return { prepared, checkpoints };
}

describe("one training for many couplings", async () => {
	const whole = await prepare(6, 80);
	const checkpoint = await whole.prepared.checkpoint();

	test("the record holds the effective sample size at both ends and in the middle", () => {
		const { facts } = whole.prepared;
		for (const name of ["rangeEssLow", "rangeEssMiddle", "rangeEssHigh"])
			expect(Number(facts[name])).toBeGreaterThan(0.4);
		expect(facts.lambda).toBe(6);
		expect(facts.densityError).toBeLessThan(2e-3);
	});

	test.each([5, 6, 9])(
		"drawn at %d: its action, and S/V = 1/2 - lambda <phi^4>",
		async (lambda) => {
			const { prepared } = await prepare(
				lambda,
				80,
				{},
				{ resume: checkpoint },
			);
			const { fields, action, structure } = await prepared.draw(3000);
			const { logWeights } = structure as Weighted;
			const top = Math.max(...logWeights);
			const weights = logWeights.map((value) => Math.exp(value - top));
			const total = weights.reduce((sum, w) => sum + w, 0);
			const values = weights.map((_, i) => {
				const phi4th = Float64Array.from(
					fields.subarray(16 * i, 16 * (i + 1)),
				).reduce((sum, phi) => sum + phi ** 4, 0);
				return (2 * action[i] + 2 * lambda * phi4th) / 16;
			});
			const mean = weights.reduce((s, w, i) => s + w * values[i], 0) / total;
			const error =
				Math.sqrt(
					weights.reduce((s, w, i) => s + (w * (values[i] - mean)) ** 2, 0),
				) / total;
			expect(Math.abs(mean - 1)).toBeLessThan(4.5 * error);
			expect(error).toBeLessThan(0.05);
		},
	);

	test("resumes bit for bit, with another number of threads", async () => {
		const [middle] = whole.checkpoints;
		expect(middle.state.step).toBe(20);
		const resumed = await prepare(6, 80, {}, { resume: middle, threads: 2 });
		const again = (await resumed.prepared.checkpoint()) as Checkpoint;
		expect(again.arrays).toEqual(checkpoint.arrays);
	});
});

test("a ladder carries every order over", async () => {
	const given = { ladder: [3], ladderShare: 0.9 };
	const { prepared } = await prepare(8, 4, given, {}, [6, 6]);
	const { prepared: fresh } = await prepare(8, 4, {}, {}, [6, 6]);
	const loss = (from: Prepared) => Number(from.history[0].columns.loss[0]);
	expect(loss(prepared)).toBeLessThan(loss(fresh));
});

test("what it cannot treat is refused with a reason", () => {
	const sampler = equivariantCnf.create(
		equivariantCnf.options.parse({ conditional }),
	);
	expect(sampler.supports(actionAt(7))).toEqual({ ok: true });
	expect(sampler.supports(actionAt(9.1))).toEqual({
		ok: false,
		reason: "lambda 9.1 is outside of the range [5, 9] of conditional",
	});
	const free = freeField.create(createLattice([4, 4]), { m2: 1 });
	expect(sampler.supports(free).ok).toBe(false);
	expect(
		equivariantCnf.options.safeParse({ conditional: { lambda: [9, 5] } })
			.success,
	).toBe(false);
});
