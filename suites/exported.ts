/** What a module of the user's own exports, found by its shape and checked for completeness. */
import type { ZodType } from "zod";
import type { Action } from "../actions/action.js";
import { createFieldSpace } from "../core/field-space.js";
import type { AnyAction, AnySampler } from "./catalogue.js";
import { child } from "./mistakes/schema-walk.js";

/**
 * The one sampler definition among a module's exports.
 * @throws Error with a sentence when there is none, or several, or it is incomplete.
 */
export function exportedSampler(exports: readonly unknown[]): AnySampler {
	const definition = onlyDefinition(exports, "sampler", "options");
	const sampler = definition as AnySampler;
	if (!sampler.options.safeParse({}).success)
		throw new Error("expected a default for every option");
	return sampler;
}

/**
 * The one action definition among a module's exports.
 * @throws Error with a sentence when there is none, or several, or it is incomplete.
 */
export function exportedAction(exports: readonly unknown[]): AnyAction {
	return onlyDefinition(exports, "action", "parameters") as AnyAction;
}

/** @param schema key of the definition's schema, which tells a sampler from an action */
function onlyDefinition(
	exports: readonly unknown[],
	kind: string,
	schema: string,
): unknown {
	const candidates = exports.filter(
		(value) =>
			typeof child(value, "create") === "function" &&
			child(value, schema) !== undefined,
	);
	if (candidates.length !== 1)
		throw new Error(
			`expected one exported ${kind} definition, with name, label, reference, ${schema} and create; found ${candidates.length}`,
		);
	const [definition] = candidates;
	for (const key of ["name", "label", "reference"]) {
		const text = child(definition, key);
		if (typeof text !== "string" || text === "")
			throw new Error(`expected ${key} to be a text`);
	}
	if (!isSchema(child(definition, schema)))
		throw new Error(`expected ${schema} to be a schema of zod 4`);
	return definition;
}

function isSchema(value: unknown): value is ZodType {
	return typeof value === "object" && value !== null && "_zod" in value;
}

const families = ["scalar", "gauge", "spin"];

/**
 * What the program relies on before it computes anything, of an action from code that no compiler saw.
 * @throws Error with a sentence
 */
export function checkAction(action: Action): void {
	if (!families.includes(action.family))
		throw new Error(`expected family to be one of ${families.join(", ")}`);
	if (typeof action.evaluate !== "function")
		throw new Error("expected evaluate to be a function");
	if (!(action.symmetries instanceof Set))
		throw new Error("expected symmetries to be a Set");
	if (child(action.space, "lattice") === undefined)
		throw new Error("expected space to be made by createFieldSpace");
	const { shape } = createFieldSpace(action.space);
	if (String(shape) !== String(action.space.shape))
		throw new Error(
			`expected fields of shape [${shape.join(", ")}], not [${String(action.space.shape)}]`,
		);
}
