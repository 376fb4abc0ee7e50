/**
 * Independent draws of a free field with a fitted spectrum, and their exact weights. This is the control
 * of every flow: a flow that does not beat it has learned nothing but two-point functions. The free field
 * as starting density of flows is common in the field (L. Del Debbio, J. Marsh Rossney, M. Wilson, Phys.
 * Rev. D 104 (2021) 094507, arXiv:2105.12481).
 */
import { polynomialOf } from "../../actions/action.js";
import { hostEvaluation } from "../../actions/host-evaluation.js";
import type { Ensemble } from "../../core/ensemble.js";
import { describeSpace, isRealScalar } from "../../core/field-space.js";
import { no } from "../../core/verdict.js";
import { preparatoryDraws, preparatorySupports } from "../chain/preparation.js";
import { arrayOf, ownCheckpoint } from "../checkpoint.js";
import { logWeightsOf } from "../flow/engine.js";
import type { Checkpoint, SamplerDefinition } from "../sampler.js";
import { actionOperations, operationsFact } from "../work.js";
import { type Fit, fitByGap, fitSpectrum } from "./fit.js";
import { type GaussianOptions, gaussianOptionsSchema } from "./options.js";
import { GaussianDensity } from "./spectrum.js";
import { freeDrawOperations } from "./work.js";

export const gaussian: SamplerDefinition<GaussianOptions> = {
	name: "gaussian",
	label: "free field with fitted spectrum, reweighted",
	reference: "arXiv:2105.12481",
	documentation: "classical-samplers.md#weighted-draws",
	options: gaussianOptionsSchema,
	create: (options) => ({
		supports(action) {
			const { fit } = options;
			if (!isRealScalar(action.space))
				return no(
					`gaussian treats one real number per site, and this action has ${describeSpace(action.space)}`,
				);
			if (fit === "chain") return preparatorySupports(action);
			const local = polynomialOf(action);
			if (local === undefined || !action.symmetries.has("signFlip"))
				return no(
					"fit: reverse-kl needs a nearest-neighbour kinetic term and an even polynomial; fit: chain treats any action",
				);
			return { ok: true };
		},
		async prepare(action, budget, context) {
			const { resume, meter } = context;
			const { lattice } = action.space;
			if (resume !== undefined) ownCheckpoint(resume, "gaussian");
			const fitted = async (): Promise<Fit> => {
				if (options.fit === "reverse-kl") {
					await meter.phase("train");
					return fitByGap(action);
				}
				const draws = options.fitDraws;
				const { fields } = await preparatoryDraws(
					action,
					draws,
					budget,
					context,
				);
				return fitSpectrum(action, fields);
			};
			const { density, facts } =
				resume === undefined
					? await fitted()
					: {
							density: new GaussianDensity(
								lattice,
								Float64Array.from(arrayOf(resume, "propagator")),
								Number(resume.state.mean),
							),
							facts: resume.state.facts as Fit["facts"],
						};
			const { values } = hostEvaluation(action);
			const stream = context.random.fork("draws");
			stream.position = Number(resume?.state.position ?? 0);
			// Its S is as much work as the draw, and no weight is without it.
			const operations =
				freeDrawOperations(lattice) + (actionOperations(action) ?? Number.NaN);
			return {
				history: [],
				facts: { ...facts, ...operationsFact(operations) },
				async draw(count): Promise<Ensemble> {
					await meter.phase("draw");
					const { fields, logDensity } = density.draw(stream, count);
					const s = await values(fields);
					meter.count({ action: count });
					return {
						space: action.space,
						count,
						fields,
						action: s,
						structure: {
							kind: "weighted",
							logWeights: logWeightsOf(logDensity, s),
						},
					};
				},
				logDensity: async (fields) => density.logDensity(fields),
				checkpoint: async (): Promise<Checkpoint> => ({
					sampler: "gaussian",
					prepared: true,
					state: { position: stream.position, mean: density.mean, facts },
					arrays: { propagator: density.propagator },
				}),
				dispose() {},
			};
		},
	}),
};
