/** The coupling flow of links as a sampler: log Z after a short training, checkpoints, and what it declines. */
import { describe, expect, test } from "vitest";
import { su2 } from "../../../actions/gauge/su2.js";
import { u1 } from "../../../actions/gauge/u1.js";
import { createLattice } from "../../../core/lattice.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { gaugeCoupling } from "../../../samplers/gauge-coupling/gauge-coupling.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";

const backend = await openTestBackend();

describe("the sampler", () => {
	const action = u1.create(createLattice([4, 4]), { beta: 1 });
	const options = gaugeCoupling.options.parse({
		hidden: [6],
		batch: 64,
		evaluationDraws: 256,
		learningRate: 1e-2,
	});

	test("log Z is the exact one after a short training, and a checkpoint draws on with the same bits", async () => {
		const train = async (steps: number, resume?: object) => {
			const { context } = witness("training", {
				backend,
				threads: 1,
				...resume,
			});
			const budget = { seconds: 600, steps };
			return gaugeCoupling.create(options).prepare(action, budget, context);
		};
		const prepared = await train(120);
		const whole = await prepared.draw(2000);
		if (whole.structure.kind !== "weighted") throw new Error("no weights");
		const { logZ, logZError, kishEss } = summarizeWeights(
			whole.structure.logWeights,
		);
		expect(kishEss / 2000).toBeGreaterThan(0.5);
		expect(logZError).toBeLessThan(0.03);
		const exact = action.exact?.logZ ?? Number.NaN;
		expect(Math.abs(logZ - exact) / logZError).toBeLessThan(4);
		const checkpoint = await prepared.checkpoint();
		prepared.dispose();
		const resumed = await train(120, { resume: checkpoint });
		const more = await resumed.draw(100);
		resumed.dispose();
		const original = await train(120);
		await original.draw(2000);
		expect(more.fields).toEqual((await original.draw(100)).fields);
		original.dispose();
	});

	test.each([
		[u1, [6, 4], /multiples of 4.*6 x 4/],
		[u1, [4, 4, 4], /two directions/],
		[su2, [4, 4], /SU2.*not implemented/],
	])("%# is declined with a reason", (definition, shape, reason) => {
		const target = definition.create(createLattice(shape), { beta: 1 });
		const verdict = gaugeCoupling.create(options).supports(target);
		expect(verdict.ok ? "" : verdict.reason).toMatch(reason);
	});
});
