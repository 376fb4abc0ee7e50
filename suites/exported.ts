/** The export of a user's module, found by its shape and checked for completeness. */
import { type ZodType, z } from "zod";
import type { Action } from "../actions/action.js";
import { createFieldSpace } from "../core/field-space.js";
import { jointSpeeds } from "../core/quantity-facts.js";
import type { Observable } from "../metrics/observable.js";
import { observableName } from "../metrics/registry.js";
import type { AnyAction, AnySampler } from "./catalogue.js";
import { child } from "./mistakes/schema-walk.js";

const families = ["scalar", "gauge", "spin"] as const;

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
	const action = onlyDefinition(exports, "action", "parameters") as AnyAction;
	const { symbol = "", couplings = {} } = action;
	const symbols: readonly unknown[] = [symbol, ...Object.values(couplings)];
	if (!symbols.every((entry) => typeof entry === "string"))
		throw new Error("expected symbol, and each of couplings, to be a text");
	return action;
}

/**
 * The observables among a module's exports, one or more.
 * @param taken names of what is measured already
 * @throws Error with a sentence when there is none, or one of them is incomplete or has a name that is taken
 */
export function exportedObservables(
	exports: readonly unknown[],
	taken: ReadonlySet<string>,
): readonly Observable[] {
	const candidates = exports.filter(
		(value) => typeof child(value, "measure") === "function",
	);
	if (candidates.length === 0)
		throw new Error(
			"expected one exported observable or more, with name, symbol, label, family and measure; found none",
		);
	const names = new Set(taken);
	for (const candidate of candidates) {
		const { error, data } = observableSchema.safeParse(candidate);
		if (error !== undefined) {
			const [first] = error.issues.map(
				({ path, message }) => `${path.join(".")} of an observable: ${message}`,
			);
			throw new Error(first);
		}
		if (names.has(data.name))
			throw new Error(`there are two observables called ${data.name}`);
		names.add(data.name);
	}
	return candidates as readonly Observable[];
}

const text = z.string().min(1);
const callable = z.custom((value) => typeof value === "function", {
	message: "expected a function",
});

/** The contract of metrics/observable.ts, as far as it can be seen before anything is measured. */
const observableSchema = z.looseObject({
	name: z
		.string()
		.regex(observableName, "expected a name of letters and digits, as in phi2"),
	symbol: text,
	label: text,
	family: z.enum(["any", ...families]),
	applies: callable.optional(),
	exactMean: callable.optional(),
	joint: z.enum(jointSpeeds).optional(),
	duplicates: z.array(text).optional(),
	law: z.literal(true).optional(),
	trace: z.literal(true).optional(),
	replicas: z.literal(true).optional(),
	symmetries: z
		.array(z.enum(["translation", "hypercubic", "signFlip"]))
		.optional(),
});

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
