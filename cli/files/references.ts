/** References by name of all actions and samplers that are built in, for reports. */
import * as actions from "../../actions/registry.js";
import type { References } from "../../reports/methods/references.js";
import * as samplers from "../../samplers/registry.js";

export const builtInReferences: References = {
	actions: referencesOf(Object.values(actions)),
	samplers: referencesOf(Object.values(samplers)),
};

function referencesOf(
	definitions: readonly { readonly name: string; readonly reference: string }[],
): Map<string, string> {
	return new Map(definitions.map(({ name, reference }) => [name, reference]));
}
