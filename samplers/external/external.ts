/**
 * A sampler that others wrote: any program that speaks the protocol of samplers/external/protocol/ over
 * its standard streams. It runs as a child process of the cell; the clock is the harness's.
 */
import { CellEnding } from "../../core/errors.js";
import type { SamplerDefinition } from "../sampler.js";
import { type ExternalOptions, externalOptions } from "./options.js";
import { prepareExternal } from "./prepare.js";

export const external: SamplerDefinition<ExternalOptions> = {
	name: "external",
	label: "a program in any language, over its standard streams",
	reference: "docs/outside-samplers.md",
	documentation: "outside-samplers.md",
	options: externalOptions,
	input: { files: ({ sources }) => sources },
	// One training serves cells that differ in their label or their draws alone.
	serves: () => [],
	create: (options) => ({
		supports: () => ({
			ok: true,
			note: "the program itself says whether it treats the action, when it runs",
		}),
		prepare: (action, budget, context) => {
			if (process.platform === "win32")
				throw new CellEnding(
					"skipped",
					"programs of others need process groups, which Windows does not have",
				);
			return prepareExternal(action, options, budget, context);
		},
	}),
};
