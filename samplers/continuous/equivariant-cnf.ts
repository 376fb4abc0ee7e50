/**
 * Equivariant continuous flow (Gerdes, de Haan, Rainone, Bondesan, Cheng, arXiv:2207.00283). A
 * vector field of sine features and a kernel on hypercubic orbits carries a free field to the
 * target. samplers/continuous/model.ts has the architecture, samplers/continuous/reference/flow.ts
 * the ops, samplers/continuous/simd/flow.ts the kernel, and samplers/continuous/steps.ts the
 * control of the integrator.
 */

import { type Action, polynomialOf } from "../../actions/action.js";
import { defined, element } from "../../core/elements.js";
import { deviationOf, worseOf } from "../../core/log-density-error.js";
import { no, type Verdict } from "../../core/verdict.js";
import type { Settled } from "../flow/definition.js";
import type { FlowState } from "../flow/engine.js";
import type { Flow } from "../flow/flow.js";
import { flowSampler } from "../flow/sampler.js";
import type { Context, SamplerDefinition } from "../sampler.js";
import { densityErrors } from "./error.js";
import { type CnfFlow, equivariantCnfFlow } from "./flow.js";
import { ladderSampler, type RungOf } from "./ladder.js";
import { cnfOptions, type EquivariantCnfOptions, rangeOf } from "./options.js";
import { looksOf, rangeFacts } from "./range/looks.js";
import { power } from "./range/range.js";
import { settledSteps } from "./settle.js";
import { controlOf } from "./step-options.js";
import { doubling, stepMonitor } from "./steps.js";

const name = "equivariant-cnf";

/** Fresh draws for the error of log w that the record holds. */
const errorDraws = 256;

/**
 * `start` continues an earlier training. `finished` receives the outcome, whose steps are not yet
 * settled for drawing.
 */
const samplerOf: RungOf = (start, finished) =>
	flowSampler<EquivariantCnfOptions>({
		name,
		label: "continuous flow, equivariant under the lattice's symmetries",
		reference: "arXiv:2207.00283",
		documentation: "continuous-flow.md",
		options: cnfOptions,
		build: (action, chosen) => equivariantCnfFlow(action, chosen, start),
		supports: (action, chosen) => {
			const { symmetries } = action;
			if (!symmetries.has("signFlip") || !symmetries.has("translation")) {
				const reason = `${name} is symmetric under translations and a change of sign, and the action is not`;
				return no(reason);
			}
			if (
				chosen.adjoint === "continuous" &&
				chosen.engine !== "fused" &&
				chosen.engine !== "gpu"
			) {
				const reason = "adjoint: continuous needs engine: fused, or gpu";
				return no(reason);
			}
			return supportsRange(action, chosen);
		},
		monitor: (_action, chosen) =>
			chosen.controlSteps
				? stepMonitor(controlOf(chosen), rangeOf(chosen)?.group)
				: undefined,
		serves: ({ conditional }) =>
			conditional === null ? undefined : ["lambda"],
		targets: (chosen) => {
			const range = rangeOf(chosen);
			if (range === null) return undefined;
			return { group: range.group, looks: looksOf(range) };
		},
		...(finished === null ? { settle } : {}),
		facts: async (given, state, context, chosen) => {
			if (finished !== null) {
				const { model } = given as CnfFlow;
				const { parameters, settings } = state;
				finished({ model, parameters, steps: element(settings, "steps") });
				return {};
			}
			const range = rangeOf(chosen);
			const stream = context.random.fork("range");
			const draws = chosen.evaluationDraws;
			return range === null
				? {}
				: await rangeFacts(state, range, stream, draws);
		},
	});

/** The range must contain the action's own lambda, and lambda must be the coefficient of phi^4. */
function supportsRange(action: Action, chosen: EquivariantCnfOptions): Verdict {
	const range = rangeOf(chosen);
	if (range === null) return { ok: true };
	const { lambda } = action.parameters;
	if (lambda === undefined || polynomialOf(action)?.potential[power] !== lambda)
		return no(
			"conditional needs an action whose parameter lambda multiplies phi^4",
		);
	if (lambda < range.low || lambda > range.high)
		return no(
			`lambda ${lambda} is outside of the range [${range.low}, ${range.high}] of conditional`,
		);
	return { ok: true };
}

/**
 * Fixes the steps for drawing, and measures log w with them in two ways: with twice as many steps, and by the
 * Jacobian of the map.
 */
async function settle(
	flow: Flow,
	trained: FlowState,
	{ random }: Context,
	chosen: EquivariantCnfOptions,
	action: Action,
	draws: number | undefined,
): Promise<Settled> {
	const own =
		chosen.conditional === null
			? {}
			: { lambda: element(action.parameters, "lambda") };
	const { settings, limit } = await settledSteps(
		{ ...trained, settings: { ...trained.settings, ...own } },
		random.fork("settle"),
		controlOf(chosen),
		chosen.drawError,
		draws,
	);
	const settled = { ...trained, settings };
	const { differences, rms } = await doubling(
		settled,
		random.fork("step error"),
		0,
		errorDraws,
	);
	const ofMap = await densityErrors(
		flow as CnfFlow,
		settled,
		random.fork("density error"),
	);
	const ofSteps = deviationOf(differences);
	const seen = ofMap.length > 0;
	const deviation = seen ? worseOf(ofSteps, deviationOf(ofMap)) : ofSteps;
	return {
		settings,
		deviation,
		source: `n against 2n steps of the integrator${seen ? ", and the Jacobian of the map" : ""}`,
		facts: {
			stepError: rms,
			...(seen
				? {
						densityError: Math.hypot(...ofMap) / Math.sqrt(ofMap.length),
						densityErrorDraws: ofMap.length,
					}
				: {}),
			logDensityBias: deviation.bias,
			logDensitySpread: deviation.spread,
			...defined({ logDensityLimit: limit }),
		},
	};
}

export const equivariantCnf: SamplerDefinition<EquivariantCnfOptions> = {
	...samplerOf(null, null),
	create: (chosen) => ladderSampler(chosen, samplerOf),
};
