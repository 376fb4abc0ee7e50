/** The profile file of `--machines`: the section `machines` of a suite in a file of its own. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { InputError, messageOf } from "../core/errors.js";
import { type Machines, machinesSchema } from "./machines.js";
import { explain } from "./mistakes/explain.js";
import { mistakes } from "./mistakes/located.js";
import type { SchemaNode } from "./mistakes/schema-walk.js";
import { parseSource } from "./read.js";

/** @throws InputError with the place of every mistake */
export function loadProfile(path: string): Machines {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		throw new InputError(`--machines ${path}: ${messageOf(error)}`);
	}
	const source = parseSource({ file: path, text });
	const parsed = machinesSchema.safeParse(source.value);
	if (parsed.success) return parsed.data;
	const json = z.toJSONSchema(machinesSchema, { io: "input" }) as SchemaNode;
	throw mistakes(
		path,
		explain(parsed.error.issues, source.value, json).map(
			({ path: place, key, message }) => ({
				...source.place(place, key),
				message,
			}),
		),
	);
}
