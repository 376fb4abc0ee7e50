/** What every sampler does with a checkpoint from which it continues. */
import type { Checkpoint } from "./sampler.js";

/** @throws Error if it belongs to another sampler */
export function ownCheckpoint(checkpoint: Checkpoint, sampler: string): void {
	if (checkpoint.sampler !== sampler)
		throw new Error(
			`a checkpoint of ${checkpoint.sampler} cannot continue ${sampler}`,
		);
}

/** @throws Error if it has no such array */
export function arrayOf(
	{ arrays, sampler }: Checkpoint,
	name: string,
): Float32Array | Float64Array {
	const array = arrays[name];
	if (array === undefined)
		throw new Error(`the checkpoint of ${sampler} has no array ${name}`);
	return array;
}
