import type { Ensemble } from "../../core/ensemble.js";

/**
 * Whether what a sampler handed out can be measured. Log weights may be -infinity: such a draw has no
 * weight.
 * @throws Error with a sentence otherwise
 */
export function checkEnsemble(ensemble: Ensemble, asked: number): void {
	const { count, fields, action, space, structure } = ensemble;
	if (count < asked)
		throw new Error(
			`the sampler returned ${count} configurations where ${asked} were asked for`,
		);
	if (fields.length !== count * space.size || action.length !== count)
		throw new Error(
			`the sampler returned ${fields.length} field values and ${action.length} actions for ${count} configurations of ${space.size} numbers`,
		);
	if (!fields.every(Number.isFinite))
		throw new Error("the sampler returned a field that is not finite");
	if (!action.every(Number.isFinite))
		throw new Error("the sampler returned an action that is not finite");
	if (structure.kind !== "weighted") return;
	if (structure.logWeights.length !== count)
		throw new Error(
			`the sampler returned ${structure.logWeights.length} weights for ${count} configurations`,
		);
}
