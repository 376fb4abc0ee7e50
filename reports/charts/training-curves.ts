/** Histories of trainings: one curve for each seed of each sampler. */
import type { Estimate, History } from "../../core/record.js";
import type { SamplerIdentity } from "../model/identity.js";
import { samplerKey } from "../model/identity.js";
import type { Section } from "../model/model.js";
import { trainingEnd, trainingWarning } from "../model/training.js";

export interface Curve {
	readonly sampler: SamplerIdentity;
	readonly seed: number;
	/** Of the record: two of one seed are two curves. */
	readonly key: string;
	readonly history: History;
	/** How the training ended, and the same if it is a warning. */
	readonly end: string | undefined;
	readonly warning: string | undefined;
}

/** The curves of a target, with the divergence from it where log Z is known. */
export function trainingCurves(section: Section): Curve[] {
	const logZ = logZOf(section);
	return curvesOf(section).map((curve) => withDivergence(curve, logZ));
}

function curvesOf(section: Section): Curve[] {
	return section.samplers.flatMap((sampler) =>
		section.records
			.filter((record) => samplerKey(record) === sampler.key)
			.flatMap((record) =>
				(record.history ?? [])
					.filter(
						({ phase, columns }) =>
							phase === "train" && Object.keys(columns).length > 0,
					)
					.map((history) => ({
						sampler,
						seed: record.seed,
						key: record.key,
						history,
						end: trainingEnd(record),
						warning: trainingWarning(record),
					})),
			),
	);
}

/** log Z of the target as well as the records know it. */
function logZOf({ records }: Section): Estimate | undefined {
	const known = records.flatMap((r) => r.estimators?.reweighted?.logZ ?? []);
	return [...known].sort((a, b) => a.error - b.error)[0];
}

/**
 * The loss is -log Z plus the divergence of the flow from the target, so the sum with log Z goes to
 * zero. What lies within three errors of zero is noise, which a logarithmic axis would blow up.
 */
function withDivergence(curve: Curve, logZ: Estimate | undefined): Curve {
	const { loss } = curve.history.columns;
	if (logZ === undefined || loss === undefined) return curve;
	const divergence = loss.map((value) => {
		const distance = value === null ? 0 : value + logZ.value;
		return distance > 3 * logZ.error ? distance : null;
	});
	if (divergence.every((value) => value === null)) return curve;
	const columns = { ...curve.history.columns, divergence };
	return { ...curve, history: { ...curve.history, columns } };
}
