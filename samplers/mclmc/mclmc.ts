/**
 * Microcanonical Monte Carlo (J. Robnik, G. B. De Luca, E. Silverstein, U. Seljak, arXiv:2212.08549) with
 * the accept step of MAMS (J. Robnik, R. Cohn-Gordon, U. Seljak, arXiv:2503.01707): trajectories at fixed
 * speed, whose direction is drawn anew at each start. Step size and length of the trajectories are tuned
 * as those of HMC (samplers/hmc/tune.ts), so that both samplers get the same care.
 * Actions that the fused kernel of HMC takes run in one of their own (samplers/mclmc/simd/), other polynomials
 * in loops on the host, and the rest there with gradients by automatic differentiation.
 *
 * Without the accept step averages have a bias that falls with the step size squared. Such a sampler is
 * offered, since its efficiency is quoted in the literature, but the checks of a report show the bias.
 */

import { type Action, polynomialOf } from "../../actions/action.js";
import { describeSpace, isRealScalar } from "../../core/field-space.js";
import { normalTwoSided } from "../../core/statistics/inference/distributions.js";
import { no } from "../../core/verdict.js";
import { prepareChains } from "../chain/method.js";
import type { HmcEngine } from "../hmc/engine.js";
import { fusedPolynomial, polynomialNeeds } from "../hmc/fused.js";
import { type ChosenEngine, onEngine } from "../hmc/hmc.js";
import { hmcMethod } from "../hmc/method.js";
import { hmcOptionsSchema } from "../hmc/options.js";
import { createHostEngine } from "../hmc/reference/host.js";
import { HmcRun } from "../hmc/run.js";
import type {
	Budget,
	Context,
	Prepared,
	SamplerDefinition,
} from "../sampler.js";
import { isokinetic, isokineticWork } from "./dynamics.js";
import { type MclmcOptions, mclmcOptionsSchema } from "./options.js";
import { createIsokineticEngine } from "./simd/engine.js";

export const mclmc: SamplerDefinition<MclmcOptions> = {
	name: "mclmc",
	label: "microcanonical Monte Carlo with accept step (MAMS), tuned",
	reference: "arXiv:2503.01707",
	documentation: "classical-samplers.md#trajectories",
	options: mclmcOptionsSchema,
	create: (options) => ({
		supports(action) {
			const { start, engine } = options;
			const { space } = action;
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
			if (engine === "host" || fusedPolynomial(action, "simd") !== undefined)
				return { ok: true };
			if (engine === "kernel")
				return no(`engine: kernel was asked for, and ${needs}`);
			return { ok: true, note: `in ${loopsOf(action)}; ${needs}` };
		},
		async prepare(action, budget, context) {
			await context.meter.phase("compile");
			const chosen = createEngine(action, options, context);
			return onEngine(chosen, (engine) =>
				prepareOn(engine, action, options, budget, context),
			);
		},
	}),
};

const needs = polynomialNeeds("simd");

function loopsOf(action: Action): string {
	return polynomialOf(action) === undefined
		? "host loops, gradients by automatic differentiation"
		: "host loops, float64";
}

function createEngine(
	action: Action,
	options: MclmcOptions,
	context: Context,
): ChosenEngine {
	const { chains, adjusted, precision } = options;
	const { signal, threads, backend } = context;
	const { key } = context.random.fork("trajectories");
	const settings = { chains, key, signal, adjusted };
	const fused = fusedPolynomial(action, "simd") !== undefined;
	// Work on the processor must not count as seconds of a GPU.
	const onCpu = backend.device.kind === "cpu";
	if (fused && onCpu && options.engine !== "host")
		return {
			engine: createIsokineticEngine(action, settings, precision, threads),
		};
	const slow = fused ? "the fused kernel needs the backend wasm" : needs;
	if (options.engine === "kernel")
		throw new Error(`engine: kernel was asked for, and ${slow}`);
	const engine = createHostEngine(action, isokinetic(action.space.size), {
		name: loopsOf(action),
		...settings,
	});
	return options.engine === "host" ? { engine } : { engine, slow };
}

async function prepareOn(
	engine: HmcEngine,
	action: Action,
	options: MclmcOptions,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	const { adjusted, energyVariance, targetAcceptance, ...shared } = options;
	const { engine: _, ...ofHmc } = shared;
	// An energy error that is normal with this variance and mean variance / 2 has this acceptance.
	const unadjustedAcceptance = normalTwoSided(
		Math.sqrt(energyVariance * action.space.size) / 2,
	);
	const run = new HmcRun(
		action,
		engine,
		hmcOptionsSchema.parse({
			...ofHmc,
			targetAcceptance: adjusted
				? targetAcceptance
				: Math.min(0.99, Math.max(0.1, unadjustedAcceptance)),
		}),
		context,
	);
	const work = isokineticWork(action.space.size);
	const method = hmcMethod(run, context, undefined, work);
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
}
