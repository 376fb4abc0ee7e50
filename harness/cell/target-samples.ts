/**
 * Draws of a target that a chain leaves for flows with the same target. They are thinned to nearly
 * independent configurations, in the cell's folder as target-fields.npy [count, ...space.shape],
 * float32, and target-action.npy [count], float64, with their digests in target.json. The forward ESS
 * needs them (metrics/checks/forward.ts).
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import canonicalize from "canonicalize";
import type { BenchRecord } from "../../core/record.js";
import { type Cell, questionOf } from "../plan.js";
import { sealerOf, unseal } from "../store/sealed.js";

const fieldsName = "target-fields";
const actionName = "target-action";
const sealName = "target.json";

export interface TargetSamples {
	/** [count, ...space.shape]. */
	readonly fields: Float32Array;
	/** S of each, float64. */
	readonly action: Float64Array;
	/** The cell that drew them, for people. */
	readonly source: string;
}

/** The place where a cell finds them. */
export interface TargetSource {
	readonly folder: string;
	readonly source: string;
}

/**
 * The chain of this run whose draws of the cell's target should be used. It must have completed
 * without a failed check. A chain with the same seed is preferred, otherwise the first one is
 * taken.
 * @param folderOf gives the folder of a cell by its key
 */
export function targetSourceOf(
	cell: Cell,
	records: readonly BenchRecord[],
	folderOf: (key: string) => string,
): TargetSource | undefined {
	const wanted = targetOf(questionOf(cell).action);
	const chains = records.filter(
		(record) =>
			record.status === "completed" &&
			record.estimators?.chain !== undefined &&
			targetOf(record.action) === wanted &&
			Object.values(record.checks ?? {}).every(
				({ verdict }) => verdict !== "fail",
			) &&
			existsSync(join(folderOf(record.key), sealName)),
	);
	const chosen = chains.find(({ seed }) => seed === cell.seed) ?? chains[0];
	if (chosen === undefined) return undefined;
	return {
		folder: folderOf(chosen.key),
		source: `${chosen.sampler.label}, seed ${chosen.seed}`,
	};
}

/** Why a flow has no forward ESS where no chain of its target has completed yet. */
export const noDraws = "no draws of the target";

/** Whether the checks of a record would say more with the draws of a chain. */
export function lacksDraws(record: BenchRecord): boolean {
	return Object.values(record.checks ?? {}).some(
		({ reason }) => reason === noDraws,
	);
}

/** Labels and references do not matter. */
function targetOf({ name, shape, parameters, module }: BenchRecord["action"]) {
	return canonicalize({ name, code: module?.sha256, shape, parameters });
}

export async function writeTargetSamples(
	folder: string,
	{ fields, action }: Omit<TargetSamples, "source">,
	shape: readonly number[],
): Promise<void> {
	const sealer = sealerOf(folder, sealName);
	await sealer.put(actionName, action, [action.length]);
	await sealer.put(fieldsName, fields, [action.length, ...shape]);
	await sealer.close({});
}

/** @throws Error if a file cannot be read, is damaged or belongs to another space */
export async function readTargetSamples(
	{ folder, source }: TargetSource,
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
	};
}
