/**
 * Equivariant continuous flow, Gerdes, de Haan, Rainone, Bondesan, Cheng, arXiv:2207.00283: a
 * vector field of sine features and a kernel on hypercubic orbits carries a free field to the
 * target. Architecture in parts/cnf/model.ts; reference ops in parts/cnf/composed.ts; kernel in
 * parts/cnf/fused.ts; control of the integrator in parts/cnf/steps.ts.
 */
import { densityError } from "./parts/cnf/error.js";
import { equivariantCnfFlow } from "./parts/cnf/flow.js";
import type { FusedCnfConfig } from "./parts/cnf/fused.js";
import { LadderSampler, type RungOf } from "./parts/cnf/ladder.js";
import { cnfModel } from "./parts/cnf/model.js";
import {
	cnfOptions,
	controlOf,
	type EquivariantCnfOptions,
} from "./parts/cnf/options.js";
import { settledSteps, stepError, stepMonitor } from "./parts/cnf/steps.js";
import type { FlowEngine } from "./parts/flow/engine.js";
import type { Flow, FlowSettings } from "./parts/flow/flow.js";
import { flowSampler } from "./parts/flow/sampler.js";
import type { Context, SamplerDefinition } from "./sampler.js";

const name = "equivariant-cnf";

/** `start` continues an earlier training; `finished` receives the outcome, which is then not settled for drawing. */
const samplerOf: RungOf = (start, finished) =>
	flowSampler<EquivariantCnfOptions>({
		name,
		label: "continuous flow, equivariant under the lattice's symmetries",
		reference: "arXiv:2207.00283",
		options: cnfOptions,
		build: (action, chosen) => equivariantCnfFlow(action, chosen, start),
		supports: (action, chosen) => {
			const { symmetries } = action;
			if (!symmetries.has("signFlip") || !symmetries.has("translation")) {
				const reason = `${name} is symmetric under translations and a change of sign, and the action is not`;
				return { ok: false, reason };
			}
			if (
				chosen.adjoint === "continuous" &&
				chosen.engine !== "fused" &&
				chosen.engine !== "gpu"
			) {
				const reason = "adjoint: continuous needs engine: fused, or gpu";
				return { ok: false, reason };
			}
			return { ok: true };
		},
		monitor: (_action, chosen) =>
			chosen.controlSteps ? stepMonitor(controlOf(chosen)) : undefined,
		...(finished === null ? { settle: settle } : {}),
		facts: async (flow, engine, parameters, settings, context) => {
			if (finished === null)
				return errorsOf(flow, engine, parameters, settings.steps, context);
			const model = cnfModel(
				flow.fused?.config as FusedCnfConfig,
				flow.lattice,
			);
			finished({ model, parameters, steps: settings.steps });
			return {};
		},
	});

function settle(
	engine: FlowEngine,
	parameters: Float32Array,
	settings: FlowSettings,
	context: Context,
	chosen: EquivariantCnfOptions,
): Promise<FlowSettings> {
	return settledSteps(
		engine,
		parameters,
		settings,
		context.random.fork("settle"),
		chosen.drawError,
		controlOf(chosen),
	);
}

/** Both measures of the error of log w as drawn: doubled steps, and the Jacobian of the map. */
async function errorsOf(
	flow: Flow,
	engine: FlowEngine,
	parameters: Float32Array,
	steps: number,
	{ random }: Context,
): Promise<Readonly<Record<string, number>>> {
	const doubling = await stepError(
		engine,
		parameters,
		steps,
		random.fork("step error"),
		0,
		256,
	);
	const exact = random.fork("density error");
	return {
		stepError: doubling,
		...(await densityError(flow, engine, parameters, steps, exact)),
	};
}

export const equivariantCnf: SamplerDefinition<EquivariantCnfOptions> = {
	...samplerOf(null, null),
	create: (chosen) =>
		chosen.ladder.length === 0
			? samplerOf(null, null).create(chosen)
			: new LadderSampler(chosen, samplerOf),
};
