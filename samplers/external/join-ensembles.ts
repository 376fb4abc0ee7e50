/** Several draws of one sampler as one. */
import type { Ensemble } from "../../core/ensemble.js";

/** @throws Error where the number of chains has changed */
export function joinEnsembles(parts: readonly Ensemble[]): Ensemble {
	const [first] = parts;
	if (parts.length === 1) return first;
	const { space, structure } = first;
	const count = parts.reduce((sum, part) => sum + part.count, 0);
	const chains = structure.kind === "chains" ? structure.chains : 1;
	for (const part of parts)
		if (
			part.structure.kind !== structure.kind ||
			(part.structure.kind === "chains" && part.structure.chains !== chains)
		)
			throw new Error("the number of chains has changed between two draws");
	const join = <T extends Float32Array | Float64Array | Uint8Array>(
		out: T,
		of: (part: Ensemble) => ArrayLike<number>,
		size: number,
	): T => {
		let at = 0;
		for (let chain = 0; chain < chains; chain++)
			for (const part of parts) {
				const values = of(part);
				const length = (part.count / chains) * size;
				for (let i = 0; i < length; i++) out[at++] = values[chain * length + i];
			}
		return out;
	};
	const single = parts.every(({ fields }) => fields instanceof Float32Array);
	const fields = single
		? new Float32Array(count * space.size)
		: new Float64Array(count * space.size);
	const common = {
		space,
		count,
		fields: join(fields, (part) => part.fields, space.size),
		action: join(new Float64Array(count), (part) => part.action, 1),
	};
	if (structure.kind === "weighted")
		return {
			...common,
			structure: {
				...structure,
				logWeights: join(
					new Float64Array(count),
					(part) =>
						part.structure.kind === "weighted" ? part.structure.logWeights : [],
					1,
				),
			},
		};
	const accepted =
		structure.accepted === null
			? null
			: join(
					new Uint8Array(count),
					({ structure: own }) =>
						own.kind === "chains" ? (own.accepted ?? []) : [],
					1,
				);
	return { ...common, structure: { kind: "chains", chains, accepted } };
}
