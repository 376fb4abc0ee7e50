/** A trained model in the cell's folder: model.json, and model.npz with its arrays, stored as they are. */
import { join } from "node:path";
import { zipSync } from "fflate";
import { writeAtomic } from "../../core/files.js";
import { encodeNpy } from "../../core/npy.js";
import type { PublishedModel } from "../../samplers/sampler.js";

export async function writeModel(
	folder: string,
	{ about, arrays }: PublishedModel,
): Promise<void> {
	const files = Object.entries(arrays).map(
		([name, { data, shape }]) =>
			[`${name}.npy`, encodeNpy(data, shape)] as const,
	);
	await writeAtomic(
		join(folder, "model.npz"),
		// The time is fixed, so that equal models are equal files.
		zipSync(Object.fromEntries(files), { level: 0, mtime: "1980-01-01" }),
	);
	await writeAtomic(
		join(folder, "model.json"),
		`${JSON.stringify(about, null, "\t")}\n`,
	);
}
