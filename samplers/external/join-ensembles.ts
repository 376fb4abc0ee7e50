/** Several draws of one sampler as one. */
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";

/** @throws Error where the number of chains has changed */
export function joinEnsembles(parts: readonly Ensemble[]): Ensemble {
	const first = element(parts, 0);
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
		of: (part: Ensemble) => Float32Array | Float64Array | Uint8Array,
		size: number,
	): T => {
		let at = 0;
		for (let chain = 0; chain < chains; chain++)
			for (const part of parts) {
				const values = of(part);
				const length = (part.count / chains) * size;
				out.set(values.subarray(chain * length, (chain + 1) * length), at);
				at += length;
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
						part.structure.kind === "weighted"
							? part.structure.logWeights
							: new Float64Array(),
					1,
				),
			},
		};
	const none = new Uint8Array();
	const accepted =
		structure.accepted === null
			? null
			: join(
					new Uint8Array(count),
					({ structure: own }) =>
						own.kind === "chains" ? (own.accepted ?? none) : none,
					1,
				);
	return { ...common, structure: { kind: "chains", chains, accepted } };
}
