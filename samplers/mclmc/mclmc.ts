/**
 * Microcanonical Monte Carlo (J. Robnik, G. B. De Luca, E. Silverstein, U. Seljak, arXiv:2212.08549) with
 * the accept step of MAMS (J. Robnik, R. Cohn-Gordon, U. Seljak, arXiv:2503.01707): trajectories at fixed
 * speed, whose direction is drawn anew at each start. Step size and length of the trajectories are tuned
 * as those of HMC (samplers/hmc/tune.ts), so that both samplers get the same care.
 *
 * Without the accept step averages have a bias that falls with the step size squared. Such a sampler is
 * offered, since its efficiency is quoted in the literature, but the checks of a report show the bias.
 */

import { describeSpace, isRealScalar } from "../../core/field-space.js";
import { normalTwoSided } from "../../core/statistics/inference/distributions.js";
import type { Verdict } from "../../core/verdict.js";
import { prepareChains } from "../chain/method.js";
import { hmcMethod } from "../hmc/method.js";
import { hmcOptionsSchema } from "../hmc/options.js";
import { createHostEngine } from "../hmc/reference/host.js";
import { HmcRun } from "../hmc/run.js";
import type { SamplerDefinition } from "../sampler.js";
import { isokinetic, isokineticWork } from "./dynamics.js";
import { type MclmcOptions, mclmcOptionsSchema } from "./options.js";

export const mclmc: SamplerDefinition<MclmcOptions> = {
	name: "mclmc",
	label: "microcanonical Monte Carlo with accept step (MAMS), tuned",
	reference: "arXiv:2503.01707",
	documentation: "classical-samplers.md#trajectories",
	options: mclmcOptionsSchema,
	create: (options) => ({
		supports(action) {
			const { start } = options;
			const { space } = action;
			const no = (reason: string): Verdict => ({ ok: false, reason });
			if (space.manifold !== "line")
				return no(
					`mclmc moves on straight lines between kicks, and this action has ${describeSpace(space)}`,
				);
			if (space.size < 2)
				return no(
					"mclmc needs two or more reals: a direction in one is a sign",
				);
			if (start === "wells" && !isRealScalar(space))
				return no(
					`start: wells needs one real number per site, and this action has ${describeSpace(space)}`,
				);
			return { ok: true };
		},
		async prepare(action, budget, context) {
			await context.meter.phase("compile");
			const { adjusted, energyVariance, targetAcceptance, ...shared } = options;
			const { size } = action.space;
			// An energy error that is normal with this variance and mean variance / 2 has this acceptance.
			const unadjustedAcceptance = normalTwoSided(
				Math.sqrt(energyVariance * size) / 2,
			);
			const engine = createHostEngine(action, isokinetic(size), {
				name: "host loops, float64",
				chains: options.chains,
				key: context.random.fork("trajectories").key,
				signal: context.signal,
				adjusted,
			});
			const run = new HmcRun(
				action,
				engine,
				hmcOptionsSchema.parse({
					...shared,
					targetAcceptance: adjusted
						? targetAcceptance
						: Math.min(0.99, Math.max(0.1, unadjustedAcceptance)),
				}),
				context,
			);
			const method = hmcMethod(run, context, undefined, isokineticWork(size));
			const prepared = await prepareChains(
				{
					...method,
					name: "mclmc",
					facts: (state) => ({
						...method.facts(state),
						adjusted: adjusted ? "yes" : "no: averages are biased",
					}),
				},
				budget,
				context,
			);
			if (adjusted) return prepared;
			return {
				...prepared,
				get facts() {
					return prepared.facts;
				},
				// Without an accept step there are no proposals whose energies an identity could hold for.
				async draw(count) {
					const ensemble = await prepared.draw(count);
					const { chains } = engine;
					return {
						...ensemble,
						structure: { kind: "chains", chains, accepted: null },
					};
				},
			};
		},
	}),
};
