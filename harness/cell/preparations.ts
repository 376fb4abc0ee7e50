/**
 * Preparations that serve several cells. A sampler may say which parameters of the action its
 * preparation covers (`SamplerDefinition.serves`). Cells that differ only in these then share one
 * preparation, which the first of them leaves in cells/prepared-<key>/. Each cell is charged all of
 * it, because each would have to pay it alone. The fact `preparation` of their records is the key
 * and shows what was shared.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import canonicalize from "canonicalize";
import { defined } from "../../core/elements.js";
import { messageOf } from "../../core/errors.js";
import type { Backend } from "../../tensor/device.js";
import type { Cell } from "../plan.js";
import {
	type CellCheckpoint,
	readCheckpoint,
	writeCheckpoint,
} from "./checkpoints.js";

export interface Preparation {
	/** 16 hexadecimal digits. */
	readonly key: string;
	/** The preparation that a cell left, or undefined. */
	load(): Promise<CellCheckpoint | undefined>;
	keep(checkpoint: Omit<CellCheckpoint, "version" | "key">): Promise<void>;
}

/**
 * @param served parameters of the action that one preparation covers
 * @param cells folder with the folders of all cells
 */
export function preparationOf(
	cell: Cell,
	served: readonly string[],
	{ name, device }: Backend,
	threads: number,
	cells: string,
	version: string,
): Preparation {
	const { target, sampler, seed, budget } = cell;
	const others = Object.entries(target.parameters).filter(
		([parameter]) => !served.includes(parameter),
	);
	const text = canonicalize({
		action: target.action,
		...defined({ physics: target.module?.hash }),
		shape: target.shape,
		parameters: Object.fromEntries(others),
		sampler: sampler.sampler,
		options: sampler.options,
		code: sampler.module?.hash ?? null,
		...defined({ files: sampler.files?.map(({ hash }) => hash) }),
		seed,
		seconds: budget.seconds ?? null,
		steps: budget.steps ?? null,
		// The cost of a preparation, and its bits, belong to one machine.
		backend: name,
		device: device.name,
		threads,
	});
	const digest = createHash("sha256").update(String(text)).digest("hex");
	const key = digest.slice(0, 16);
	const folder = join(cells, `prepared-${key}`);
	return {
		key,
		load: () => readCheckpoint(folder, key, version),
		async keep(checkpoint) {
			try {
				await writeCheckpoint(folder, { ...checkpoint, version, key });
			} catch (error) {
				// Other cells then prepare for themselves.
				console.error(`no preparation kept: ${messageOf(error)}`);
			}
		},
	};
}
