/** Issues of zod, and the paths at which they lie. */
import type { z } from "zod";
import { child } from "./schema-walk.js";

export type Issue = z.core.$ZodIssue;
export type Path = readonly PropertyKey[];

/** `targets[0].shape[1]`; nothing for the whole file. */
export function formatPath(path: Path): string {
	return path
		.map((key, index) =>
			typeof key === "number"
				? `[${key}]`
				: `${index === 0 ? "" : "."}${String(key)}`,
		)
		.join("");
}

/** The value at a path below `value`, or undefined. */
export function lookUp(value: unknown, path: Path): unknown {
	return path.reduce<unknown>(child, value);
}
