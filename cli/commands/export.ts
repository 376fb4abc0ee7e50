/** `latticebench export DIR`: every stored measurement, for ArviZ, pandas and NumPy. */
import { join } from "node:path";
import { Command, Option } from "commander";
import { exitStatus, InputError } from "../../core/errors.js";
import { readCellDraws } from "../../harness/export/cell-draws.js";
import {
	type ExportFormat,
	type ExportName,
	exportFormats,
} from "../../harness/export/formats.js";
import { readRecords } from "../../harness/store/read-records.js";
import { slug, unique } from "../../reports/figures/names.js";
import { handle } from "../command.js";
import { findRuns } from "../files/find-records.js";
import { writeOutput } from "../files/write-file.js";

interface Options {
	readonly to: ExportName;
	readonly output: string;
}

export function exportCommand(): Command {
	return new Command("export")
		.argument("<dirs...>", "folders of runs, or folders that hold such folders")
		.addOption(
			new Option(
				"--to <format>",
				"netCDF in the shape of InferenceData, or one line for each draw",
			)
				.choices(Object.keys(exportFormats))
				.default("netcdf"),
		)
		.option(
			"--output <dir>",
			"folder of the files, one for each cell",
			"export",
		)
		.action(
			handle(async (folders: string[], options: Options) => {
				const { ending, encode }: ExportFormat = exportFormats[options.to];
				const names = new Set<string>();
				let count = 0;
				for (const run of findRuns(folders))
					for (const record of readRecords(
						run,
						"this line is left out; mend or remove it",
						(trouble) => process.stderr.write(`${trouble}\n`),
					)) {
						const { action, sampler, seed } = record;
						const cell = await readCellDraws(run, record);
						if (typeof cell === "string") {
							process.stderr.write(
								`${action.label}, ${sampler.label}, seed ${seed}: nothing to export: ${cell}\n`,
							);
							continue;
						}
						const base = slug(`${action.label}-${sampler.label}-seed-${seed}`);
						const path = join(
							options.output,
							`${unique(base, names)}.${ending}`,
						);
						await writeOutput(path, await encode(cell));
						process.stdout.write(`${path}\n`);
						count++;
					}
				if (count === 0)
					throw new InputError("no cell of these runs holds measurements");
				return exitStatus.done;
			}),
		);
}
