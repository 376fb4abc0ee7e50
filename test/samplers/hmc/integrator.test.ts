/** What integrators cost, and who takes which. */
import { describe, expect, test } from "vitest";
import type { Action } from "../../../actions/action.js";
import { hasKernel, kernelNeeds } from "../../../samplers/hmc/fused.js";
import {
	gradientsOf,
	integratorNames,
	meanGradientsOf,
	onlyKick,
	schedule,
} from "../../../samplers/hmc/integrator.js";
import { createAutodiffEngine } from "../../../samplers/hmc/reference/autodiff.js";
import { mclmcOptionsSchema } from "../../../samplers/mclmc/options.js";
import { openTestBackend } from "../../support/backend.js";
import { key, phi4Action, prepare } from "./support.js";

await openTestBackend();

describe("gradients", () => {
	test.each(integratorNames)(
		"of %s are those that are computed",
		async (integrator) => {
			let evaluations = 0;
			const phi4 = phi4Action([4], 1, 1);
			const action: Action = {
				...phi4,
				evaluate(fields) {
					evaluations++;
					return phi4.evaluate(fields);
				},
			};
			const engine = createAutodiffEngine(action, 1, key);
			engine.load(new Float64Array(4));
			const plan = schedule(integrator, 5, 0.1);
			// The first trajectory also evaluates the start.
			await engine.run([{ number: 0, plan }]);
			evaluations = 0;
			await engine.run([{ number: 1, plan }]);
			expect(gradientsOf(plan)).toBe(evaluations - 1);
			expect(meanGradientsOf(integrator, 5).gradients).toBe(gradientsOf(plan));
		},
	);

	test("in the record: three a step and one more, and no operations of kicks that do not exist", async () => {
		const prepared = await prepare(phi4Action([4, 4], 1, 1), {
			...{ integrator: "force-gradient", trajectory: 1, steps: 2 },
			...{ chains: 2, thermalise: 1 },
		});
		prepared.dispose();
		// 12 a gradient with kick and drift on 16 sites; the displacing ones have no kick.
		expect(prepared.facts).toMatchObject({
			gradientsPerTrajectory: 7,
			operationsPerDraw: 7 * 12 * 16 - 2 * 2 * 16,
		});
	});
});

test("kernels of one kick length refuse it, and so does the isokinetic motion of mclmc", () => {
	expect(() => onlyKick(schedule("force-gradient", 2, 0.1))).toThrow(
		/one length/,
	);
	expect(onlyKick(schedule("omelyan", 2, 0.1))).toBe(0.05);
	const refused = mclmcOptionsSchema.safeParse({
		integrator: "force-gradient",
	});
	expect(refused.success).toBe(false);
});

test("GPUs have no kernel of it, and the record says so", () => {
	const action = phi4Action([4, 4], 1, 1);
	expect(hasKernel(action, "gpu", "omelyan")).toBe(true);
	expect(hasKernel(action, "gpu", "force-gradient")).toBe(false);
	expect(kernelNeeds("gpu", "force-gradient")).toMatch(
		/with the integrator leapfrog or omelyan$/,
	);
	expect(hasKernel(action, "simd", "force-gradient")).toBe(true);
	expect(kernelNeeds("simd", "force-gradient")).toBe(kernelNeeds("simd"));
});
