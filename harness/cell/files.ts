/** A cell's folder: checkpoints, fields, histories, and draws for other cells. */
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { messageOf } from "../../core/errors.js";
import { writeNpy } from "../../core/npy.js";
import type { Cell } from "../plan.js";
import { seriesFiles } from "../store/series-files.js";
import { readCheckpoint, writeCheckpoint } from "./checkpoints.js";
import type { CellFiles } from "./host.js";
import { writeModel } from "./model-files.js";
import {
	readTargetSamples,
	type TargetSource,
	writeTargetSamples,
} from "./target-samples.js";

/** Seconds between checkpoints, and the least ratio of that to what the last one took. */
const checkpointInterval = 20;
const checkpointRatio = 10;

const now = () => performance.now() / 1000;

/** @param target place of draws of the cell's target, if there are any */
export function cellFiles(
	cell: Cell,
	folder: string,
	target: TargetSource | undefined,
	version: string,
): CellFiles {
	let last = now();
	let wait = checkpointInterval;
	return {
		load: () => readCheckpoint(folder, cell.key, version),
		due: () => now() - last > wait,
		save: async (checkpoint) => {
			const begin = now();
			try {
				await writeCheckpoint(folder, {
					...checkpoint,
					version,
					key: cell.key,
				});
			} catch (error) {
				// The result does not depend on it, so the log mentions it and the cell continues.
				console.error(`no checkpoint written: ${messageOf(error)}`);
			}
			last = now();
			wait = Math.max(checkpointInterval, checkpointRatio * (last - begin));
		},
		fields: (index, data, shape) =>
			writeNpy(
				join(folder, `fields-${String(index).padStart(5, "0")}.npy`),
				data,
				shape,
			),
		keepTargetSamples: (samples, shape) =>
			writeTargetSamples(folder, samples, shape),
		targetSamples: async (shape) => {
			if (target === undefined) return undefined;
			try {
				return await readTargetSamples(target, shape);
			} catch (error) {
				// The cell then has no forward ESS, as in a run without a chain.
				console.error(`no draws of the target: ${messageOf(error)}`);
				return undefined;
			}
		},
		model: (model) => writeModel(folder, model),
		series: async (series) => {
			for (const { name, data, shape } of seriesFiles(series))
				await writeNpy(join(folder, name), data, shape);
		},
	};
}
