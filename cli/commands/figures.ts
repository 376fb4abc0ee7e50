/** `latticebench figures DIR`: figures at journal width with data and captions. */
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { exitStatus, InputError } from "../../core/errors.js";
import { drawFigures } from "../../reports/figures/figure-thread.js";
import {
	type FigureFormat,
	type FigureTarget,
	type FontName,
	figureFormats,
	figureTargets,
	fontNames,
} from "../../reports/figures.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import { handle } from "../command.js";
import { readFigureSpec } from "../files/figure-spec.js";
import { findRecords } from "../files/find-records.js";
import { writeOutput } from "../files/write-file.js";

interface Options {
	readonly target: FigureTarget;
	readonly format: readonly FigureFormat[];
	readonly font: FontName;
	readonly output: string;
	readonly spec?: string;
}

export function figuresCommand(): Command {
	return new Command("figures")
		.argument("<dirs...>", "folders of runs, or folders that hold such folders")
		.addOption(
			new Option("--target <name>", "APS one or two columns, JHEP, slides")
				.choices(Object.keys(figureTargets))
				.default("prd1"),
		)
		.option(
			"--format <list>",
			"what to write, of svg, pdf, png, and pgf for \\input in LaTeX",
			formats,
			["svg", "pdf", "png"],
		)
		.addOption(
			new Option("--font <name>", "letters of figures that choose none")
				.choices(fontNames)
				.default("dejavu"),
		)
		.option("--output <dir>", "folder of the figures", "figures")
		.option("--spec <file>", "YAML file that chooses rows, axes and labels")
		.action(
			handle(async (folders: string[], options: Options) => {
				const { records, comparison } = await findRecords(folders);
				const figures =
					options.spec === undefined
						? undefined
						: readFigureSpec(options.spec, records);
				let count = 0;
				const files = drawFigures(records, {
					comparison,
					target: options.target,
					formats: options.format,
					font: options.font,
					...(figures === undefined ? {} : { figures }),
				});
				for await (const { name, contents } of files) {
					const path = join(options.output, name);
					await writeOutput(path, contents);
					process.stdout.write(`${path}\n`);
					count++;
				}
				if (count === 0)
					throw new InputError(
						"no figure: the chosen records hold no data for the chosen charts",
					);
				return exitStatus.done;
			}),
		);
}

function formats(text: string): FigureFormat[] {
	return text.split(",").map((name) => {
		const found = figureFormats.find((format) => format === name.trim());
		if (found === undefined)
			throw new InvalidArgumentError(
				`expected a list of ${figureFormats.join(", ")}${suggestion(name, figureFormats)}`,
			);
		return found;
	});
}
