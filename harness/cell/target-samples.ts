/**
 * Draws of a target that a chain leaves for flows with the same target. They are thinned to nearly
 * independent configurations, in the cell's folder as target-fields.npy [count, ...space.shape],
 * float32, and target-action.npy [count], float64, with their digests in target.json. The forward ESS
 * needs them (metrics/checks/forward.ts).
 */
import { join } from "node:path";
import { sealerOf, unseal } from "../store/sealed.js";

const fieldsName = "target-fields";
const actionName = "target-action";
/** Written last: where it is, all of them are. */
export const sealName = "target.json";

export interface TargetSamples {
	/** [count, ...space.shape]. */
	readonly fields: Float32Array;
	/** S of each, float64. */
	readonly action: Float64Array;
	/** The cell that drew them, for people. */
	readonly source: string;
	/** False while a chain that would be preferred may still complete. */
	readonly final: boolean;
}

/** The place where a cell finds them. */
export type TargetSource = Pick<TargetSamples, "source" | "final"> & {
	readonly folder: string;
};

export async function writeTargetSamples(
	folder: string,
	{ fields, action }: Pick<TargetSamples, "fields" | "action">,
	shape: readonly number[],
): Promise<void> {
	const sealer = sealerOf(folder, sealName);
	await sealer.put(actionName, action, [action.length]);
	await sealer.put(fieldsName, fields, [action.length, ...shape]);
	await sealer.close({});
}

/** @throws Error if a file cannot be read, is damaged or belongs to another space */
export async function readTargetSamples(
	{ folder, source, final }: TargetSource,
	shape: readonly number[],
): Promise<TargetSamples> {
	const files = unseal(folder, sealName);
	if (files === undefined) throw new Error(`${folder}: no draws were left`);
	const fields = await files.get(fieldsName);
	const action = await files.get(actionName);
	const count = action.data.length;
	if (String(fields.shape) !== String([count, ...shape]))
		throw new Error(
			`${join(folder, fieldsName)}.npy: not ${count} configurations of [${shape.join(", ")}]`,
		);
	return {
		fields: Float32Array.from(fields.data),
		action: Float64Array.from(action.data),
		source,
		final,
	};
}
