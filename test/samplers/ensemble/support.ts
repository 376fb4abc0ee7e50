/** Exact draws of small targets, and finished configurations opened without a harness. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Action } from "../../../actions/action.js";
import { writeNpy } from "../../../core/npy.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { openFinished } from "../../../samplers/ensemble/ensemble.js";
import {
	type EnsembleOptions,
	ensembleOptionsSchema,
} from "../../../samplers/ensemble/options.js";
import type { Prepared } from "../../../samplers/sampler.js";
import { scratch } from "../../support/command.js";

export const folder = scratch();

/** Options and files by their names in the folder of this test. */
export function open(
	action: Action,
	options: Partial<EnsembleOptions>,
): Promise<Prepared> {
	const files = new Map<string, string>();
	for (const value of Object.values(options))
		if (typeof value === "string") {
			const file = value.replace(/(\.npz|\.h5):.*$/, "$1");
			files.set(file, join(folder, file));
		}
	return openFinished(action, ensembleOptionsSchema.parse(options), { files });
}

export async function save(
	name: string,
	data: Float32Array | Float64Array,
	shape: readonly number[],
): Promise<string> {
	await writeNpy(join(folder, name), data, shape);
	return name;
}

export function saveBytes(name: string, bytes: Uint8Array): string {
	writeFileSync(join(folder, name), bytes);
	return name;
}

/** Independent standard normals. */
export function normals(seed: string, count: number): Float64Array {
	return Float64Array.from(
		fillNormal(createRandom(seed), new Float64Array(count)),
	);
}

/** Exact draws of exp(-m2 phi^2 - lambda phi^4) by rejection from a normal of half width sigma. */
export function oneSite(
	seed: string,
	count: number,
	m2: number,
	lambda: number,
): Float64Array {
	const random = createRandom(seed);
	const sigma = 0.5;
	// The largest of -S + phi^2 / (2 sigma^2).
	const slope = 1 / (2 * sigma ** 2) - m2;
	const top = slope > 0 ? slope ** 2 / (4 * lambda) : 0;
	const out = new Float64Array(count);
	const pair = new Float64Array(1);
	for (let i = 0; i < count; ) {
		const [z] = fillNormal(random, pair);
		const phi = sigma * z;
		const log = slope * phi ** 2 - lambda * phi ** 4 - top;
		if (Math.log(random.uniform()) > log) continue;
		out[i++] = phi;
	}
	return out;
}
