/** `latticebench methods DIR`: a paragraph about methods in LaTeX, and its references. */
import { Command } from "commander";
import { exitStatus } from "../../core/errors.js";
import { methodsText } from "../../reports/methods.js";
import { handle } from "../command.js";
import { findRecords } from "../files/find-records.js";
import { builtInReferences } from "../files/references.js";
import { writeOutput } from "../files/write-file.js";

export function methodsCommand(): Command {
	return new Command("methods")
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
					builtInReferences,
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
