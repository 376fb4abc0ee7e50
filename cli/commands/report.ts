/** `latticebench report DIR...`: one page from the records of one or several runs. */
import { join } from "node:path";
import { Command } from "commander";
import { defined } from "../../core/elements.js";
import { exitStatus } from "../../core/errors.js";
import { prepareDrawing } from "../../reports/html/drawing.js";
import { renderHtml } from "../../reports/html.js";
import { terminalSummary } from "../../reports/terminal.js";
import { handle } from "../command.js";
import { findRecords } from "../files/find-records.js";
import { builtInReferences, samplerPages } from "../files/references.js";
import { writeOutput } from "../files/write-file.js";
import { webAddress } from "../option-values.js";
import { colored } from "../standard-streams.js";

interface Options {
	readonly output?: string;
	readonly title?: string;
	readonly docs?: string;
}

export function reportCommand(): Command {
	return new Command("report")
		.argument("<dirs...>", "folders of runs, or folders that hold such folders")
		.option(
			"--output <file>",
			"where the page goes (default: report.html in the run, or here for several)",
		)
		.option("--title <text>", "heading of the page (default: the suite's)")
		.option(
			"--docs <url>",
			"where the pages of npm run docs lie: the page links to them",
			webAddress,
		)
		.action(
			handle(async (folders: string[], options: Options) => {
				prepareDrawing();
				const { records, runs, suite, comparison, missing } =
					await findRecords(folders);
				const [run = "", ...more] = runs;
				const output =
					options.output ?? join(more.length === 0 ? run : "", "report.html");
				const page = await renderHtml(records, {
					comparison,
					references: builtInReferences.samplers,
					...(options.docs === undefined
						? {}
						: {
								documentation: {
									address: options.docs,
									samplers: samplerPages,
								},
							}),
					...defined({ title: options.title, suite }),
					...(missing.length === 0 ? {} : { missing }),
				});
				await writeOutput(output, page);
				process.stderr.write(
					`${terminalSummary(records, {
						comparison,
						columns: process.stderr.columns || 120,
						color: colored(),
					})}\n`,
				);
				if (missing.length > 0)
					process.stderr.write(
						`unfinished: ${missing.length} ${missing.length === 1 ? "cell has" : "cells have"} no record yet (status lists them)\n`,
					);
				process.stdout.write(`${output}\n`);
				return exitStatus.done;
			}),
		);
}
