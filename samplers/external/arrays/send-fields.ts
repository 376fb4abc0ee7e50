/** Fields on their way to a program: a .npy file in the folder that both share. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FieldSpace } from "../../../core/field-space.js";
import { encodeNpy } from "../../../core/npy.js";

/** Writes fields for the child and returns the name of the file. */
export function sendFields(
	folder: string,
	fields: Float32Array | Float64Array,
	space: FieldSpace,
): string {
	const name = "host-fields.npy";
	const shape = [fields.length / space.size, ...space.shape];
	writeFileSync(join(folder, name), encodeNpy(fields, shape));
	return name;
}
