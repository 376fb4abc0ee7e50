/**
 * The coupling layers of all stages as one flow for a range of targets. Stage n takes given configurations
 * of the action S_{n-1} to S_n: its "prior" is exp(-S_{n-1}), not normalised, so
 *
 *   log q + S = S_n(g(phi)) - S_{n-1}(phi) - log |det dg/dphi|
 *
 * is minus the increment of the log weight of a path, and the gradient of its mean is that of the stage.
 */
import type { Action, Polynomial } from "../../actions/action.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import type { CouplingConfig } from "../coupling/config.js";
import { couplingFlow } from "../coupling/coupling.js";
import { passProducts } from "../coupling/work.js";
import {
	type Flow,
	type FlowSettings,
	layoutOf,
	type ParameterLayout,
} from "../flow/flow.js";
import type { AnnealingPath } from "../smc/path.js";
import type { StochasticFlowOptions } from "./options.js";

/** The coupling layers of a stage, and its action. */
export interface Stage {
	readonly coupling: CouplingConfig;
	readonly action: Polynomial;
}

/** What the engine of the layers evaluates: one stage at a time, that of the setting `stage`. */
export function stagesFlow(target: Action, stages: readonly Stage[]): Flow {
	const { lattice } = target.space;
	const flows = stages.map(({ coupling }) => couplingFlow(lattice, coupling));
	const first = element(flows, 0);
	const at = (settings: FlowSettings = {}): Flow =>
		element(flows, settings.stage ?? 0);
	const actions = stages.map(({ action }) =>
		scalarAction("stage", lattice, {}, action),
	);
	return {
		lattice,
		layout: first.layout,
		settings: { stage: 0 },
		initialise: first.initialise,
		forward: (parameters, given, settings) =>
			at(settings).forward(parameters, given),
		inverse: (parameters, fields, settings) =>
			at(settings).inverse(parameters, fields),
		excess(fields, { stage = 0 }) {
			const rows = tf.reshape(fields, [-1, ...lattice.shape]);
			return tf.sub(
				element(actions, stage).evaluate(rows),
				target.evaluate(rows),
			);
		},
		fused: {
			module: new URL("./simd/stages.js", import.meta.url).href,
			config: stages,
		},
	};
}

/** The stages at these temperatures. */
export function stagesOf(
	path: AnnealingPath,
	temperatures: Float64Array,
	options: StochasticFlowOptions,
): readonly Stage[] {
	const { layers, conditioner, hidden, kernel, bins, bound } = options;
	const transform: CouplingConfig["transform"] =
		options.transform === "affine"
			? { kind: "affine" }
			: { kind: "spline", bins, bound, odd: false };
	return Array.from(temperatures, (temperature, stage) => ({
		coupling: {
			layers,
			conditioner,
			hidden,
			kernel,
			transform,
			prior: {
				kind: "action",
				action: path.polynomialAt(
					stage === 0 ? 0 : element(temperatures, stage - 1),
				),
			},
			rescale: false,
		},
		action: path.polynomialAt(temperature),
	}));
}

/** Parameters of all stages, one after another. */
export function wholeLayout({ layout }: Flow, stages: number): ParameterLayout {
	return layoutOf(
		Array.from({ length: stages }, (_, stage) =>
			layout.blocks.map(({ name, shape }) => ({
				name: `${stage}/${name}`,
				shape,
			})),
		).flat(),
	);
}

/** Every stage starts as the identity, with hidden weights of its own. */
export function initialiseAll(
	{ initialise, layout }: Flow,
	stages: number,
	random: Random,
): Float32Array {
	const parameters = new Float32Array(stages * layout.size);
	for (let stage = 0; stage < stages; stage++)
		parameters.set(
			initialise(random.fork(`stage ${stage}`)),
			stage * layout.size,
		);
	return parameters;
}

/** Multiplications and additions of the layers of one draw. */
export function layerOperations(
	{ lattice }: Flow,
	stages: readonly Stage[],
): number {
	return stages.reduce(
		(sum, { coupling }) => sum + 2 * passProducts(lattice, coupling),
		0,
	);
}
