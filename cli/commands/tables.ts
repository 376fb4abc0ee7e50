/** `latticebench tables DIR`: ranking and observables for papers, on standard output. */
import { Command, Option } from "commander";
import { exitStatus } from "../../core/errors.js";
import {
	renderTables,
	type TableFormat,
	type TableTarget,
	tableFormats,
	tableTargets,
} from "../../reports/tables.js";
import { handle } from "../command.js";
import { findRecords } from "../files/find-records.js";
import { writeOutput } from "../files/write-file.js";

interface Options {
	readonly format: TableFormat;
	readonly target: TableTarget;
	readonly siunitx: boolean;
	readonly output?: string;
}

export function tablesCommand(): Command {
	return new Command("tables")
		.argument("<dirs...>", "folders of runs, or folders that hold such folders")
		.addOption(
			new Option("--format <name>", "LaTeX with booktabs, CSV, or Markdown")
				.choices(tableFormats)
				.default("markdown"),
		)
		.addOption(
			new Option(
				"--target <name>",
				"page of LaTeX: APS one or two columns, JHEP, or article",
			)
				.choices(Object.keys(tableTargets))
				.default("article"),
		)
		.option("--siunitx", "numbers of LaTeX as \\num", false)
		.option("--output <file>", "write there instead of standard output")
		.action(
			handle(async (folders: string[], options: Options) => {
				const { records, comparison } = await findRecords(folders);
				const text = renderTables(records, options.format, comparison, {
					target: options.target,
					siunitx: options.siunitx,
				});
				if (options.output === undefined) process.stdout.write(text);
				else await writeOutput(options.output, text);
				return exitStatus.done;
			}),
		);
}
