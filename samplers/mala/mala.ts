/**
 * Metropolis-adjusted Langevin algorithm (G. O. Roberts, R. L. Tweedie, Bernoulli 2 (1996) 341): the
 * proposal phi - t dS/dphi + sqrt(2 t) xi with xi ~ N(0, 1), accepted so that detailed balance holds. It
 * is HMC with one velocity-Verlet step of size e = sqrt(2 t) (R. M. Neal, arXiv:1206.1901, section 5.2),
 * and so it runs on the engines of HMC: half a kick, a drift, half a kick. Both gradients are computed
 * at every step, since after a rejection the engine does not know the old one.
 */
import { prepareChains } from "../chain/method.js";
import type { Trajectory } from "../hmc/engine.js";
import { hmcSupports, withEngine } from "../hmc/hmc.js";
import { equalKicks } from "../hmc/integrator.js";
import { drawFact, hmcMethod } from "../hmc/method.js";
import { type HmcOptions, hmcOptionsSchema } from "../hmc/options.js";
import { HmcRun } from "../hmc/run.js";
import { driftOperations } from "../hmc/work.js";
import type { SamplerDefinition } from "../sampler.js";
import { type MalaOptions, malaOptionsSchema } from "./options.js";

export const mala: SamplerDefinition<MalaOptions> = {
	name: "mala",
	label: "Metropolis-adjusted Langevin algorithm, step size tuned",
	reference: "Bernoulli 2 (1996) 341",
	documentation: "classical-samplers.md#trajectories",
	options: malaOptionsSchema,
	create: (options) => {
		const inner = hmcOptions(options);
		return {
			supports: (action) => hmcSupports(action, inner),
			prepare: (action, budget, context) =>
				withEngine(action, inner, context, (engine) => {
					const run = new LangevinRun(action, engine, inner, context);
					const method = {
						...hmcMethod(run, context),
						name: "mala",
						unit: "step",
						facts: () => ({
							stepSize: run.stepSize,
							langevinTime: run.stepSize ** 2 / 2,
							gradientsPerStep: run.meanGradients,
							// One drift between the two kicks.
							...drawFact(run, {
								gradient: 0,
								trajectory: -(driftOperations(action) ?? 0),
							}),
						}),
					};
					return prepareChains(method, budget, context);
				}),
		};
	},
};

function hmcOptions(options: MalaOptions): HmcOptions {
	return hmcOptionsSchema.parse({ ...options, steps: 1, jitter: 0 });
}

/** Updates of one step: kick e/2, drift e, kick e/2. */
export class LangevinRun extends HmcRun {
	override trajectory(number: number): Trajectory {
		const e = this.stepSize;
		return { number, plan: equalKicks(2, e / 2, 0, e, e) };
	}

	override get meanGradients(): number {
		return 2;
	}
}
