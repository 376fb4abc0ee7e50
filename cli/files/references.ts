/**
 * References, options and documentation of the built-in actions and samplers, for reports. Reports cannot
 * import them.
 */
import { type ZodType, z } from "zod";
import * as actions from "../../actions/registry.js";
import type { References } from "../../reports/methods/references.js";
import * as samplers from "../../samplers/registry.js";

export const builtInReferences: References = {
	actions: referencesOf(Object.values(actions)),
	samplers: referencesOf(Object.values(samplers)),
	options: new Map(
		Object.values(samplers).map(({ name, options }) => [
			name,
			wordsOf(options),
		]),
	),
};

/** By name of the sampler: the page of docs/ that explains it. */
export const samplerPages = pagesOf(Object.values(samplers));

function pagesOf(
	definitions: readonly {
		readonly name: string;
		readonly documentation?: string;
	}[],
): ReadonlyMap<string, string> {
	return new Map(
		definitions.flatMap(({ name, documentation }) =>
			documentation === undefined ? [] : [[name, documentation] as const],
		),
	);
}

function referencesOf(
	definitions: readonly { readonly name: string; readonly reference: string }[],
): Map<string, string> {
	return new Map(definitions.map(({ name, reference }) => [name, reference]));
}

/** The descriptions of the fields of an object. */
function wordsOf(options: ZodType): Map<string, string> {
	if (!(options instanceof z.ZodObject)) return new Map();
	return new Map(
		Object.entries(options.shape).flatMap(([name, field]) => {
			const { description } = field as ZodType;
			return description === undefined ? [] : [[name, description] as const];
		}),
	);
}
