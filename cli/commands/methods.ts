/** `latticebench methods DIR`: a paragraph about methods in LaTeX, and its references. */
import { Command } from "commander";
import * as actions from "../../actions/registry.js";
import { exitStatus } from "../../core/errors.js";
import { methodsText } from "../../reports/methods.js";
import * as samplers from "../../samplers/registry.js";
import { handle } from "../command.js";
import { findRecords } from "../files/find-records.js";
import { writeOutput } from "../files/write-file.js";

export function methodsCommand(): Command {
	return new Command("methods")
		.description(
			"write what in fact ran as a paragraph in LaTeX, with BibTeX entries",
		)
		.argument("<dirs...>", "folders of runs, or folders that hold such folders")
		.option(
			"--output <base>",
			"name of the files without their endings",
			"methods",
		)
		.action(
			handle(async (folders: string[], { output }: { output: string }) => {
				const { records, comparison } = await findRecords(folders);
				const { tex, bib } = methodsText(
					records,
					{
						actions: referencesOf(Object.values(actions)),
						samplers: referencesOf(Object.values(samplers)),
					},
					comparison,
				);
				for (const [ending, text] of [
					["tex", tex],
					["bib", bib],
				] as const) {
					const path = `${output}.${ending}`;
					await writeOutput(path, text);
					process.stdout.write(`${path}\n`);
				}
				return exitStatus.done;
			}),
		);
}

function referencesOf(
	definitions: readonly { readonly name: string; readonly reference: string }[],
): Map<string, string> {
	return new Map(definitions.map(({ name, reference }) => [name, reference]));
}
