/** `latticebench analyze FILE...`: statistics of measurements from elsewhere. */
import { Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import type { ExitStatus } from "../../core/errors.js";
import { type Analysis, statusOf } from "../../harness/analyze/analysis.js";
import { analyze } from "../../harness/analyze/analyze.js";
import { parseRole } from "../../harness/analyze/assemble.js";
import { contextOf } from "../../harness/analyze/estimate/context.js";
import type { Estimated } from "../../harness/analyze/estimate/estimate.js";
import { effectiveMassFormulas } from "../../harness/analyze/formula/effective-mass.js";
import { parseFormulas } from "../../harness/analyze/formula/formula.js";
import { joinTables } from "../../harness/analyze/join.js";
import { covarianceRows } from "../../harness/analyze/outputs/covariance.js";
import { rhoRows } from "../../harness/analyze/outputs/rho.js";
import type { Rows } from "../../harness/analyze/outputs/rows.js";
import {
	type Resampling,
	samplesOf,
} from "../../harness/analyze/outputs/samples.js";
import { readTable } from "../../harness/analyze/read/read-table.js";
import type { Axis } from "../../harness/analyze/read/sheet.js";
import { binRows } from "../../harness/analyze/rows/bin.js";
import {
	type Duplicates,
	orderRows,
} from "../../harness/analyze/rows/configurations.js";
import { skipRows, skipTransients } from "../../harness/analyze/rows/skip.js";
import type { Table } from "../../harness/analyze/table.js";
import { handle } from "../command.js";
import { writeOutput } from "../files/write-file.js";
import { repeated } from "../option-values.js";
import { analysisText } from "../text/analysis-text.js";
import {
	parseAxes,
	parseBin,
	parseSkip,
	parseStretch,
} from "./analyze-options.js";

interface Options {
	readonly format: "text" | "json";
	readonly axes?: readonly Axis[];
	readonly column: readonly string[];
	readonly only: readonly string[];
	readonly duplicates?: Duplicates;
	readonly skip: number | "auto";
	readonly bin: number;
	readonly S?: number;
	readonly derive: readonly string[];
	readonly effectiveMass: readonly string[];
	readonly rho?: string;
	readonly covariance?: string;
	readonly samples?: string;
	readonly resample: Resampling;
}

export function analyzeCommand(): Command {
	return new Command("analyze")
		.argument(
			"<file...>",
			"tables in text (.csv, .tsv, .dat, .txt), .npy, .npz, JSON, HDF5 (.h5, .nc), each also as .gz; - is standard input; files with the same observables are further chains",
		)
		.addOption(
			new Option("--format <name>", "form of the result")
				.choices(["text", "json"])
				.default("text"),
		)
		.option(
			"--axes <names>",
			"meaning of the axes of arrays, such as draw,chain (default: chain,draw,observable)",
			parseAxes,
		)
		.option(
			"--column <name=role>",
			"what a column is: observable, chain, logWeight, weight, configuration or ignored (repeatable)",
			repeated,
			[],
		)
		.option(
			"--only <name>",
			"analyse this column alone (repeatable)",
			repeated,
			[],
		)
		.addOption(
			new Option(
				"--duplicates <which>",
				"which measurement of a repeated configuration counts",
			).choices(["first", "last"]),
		)
		.option(
			"--skip <count>",
			"measurements at the start of every chain to leave out; auto: until thermalised, each chain on its own",
			parseSkip,
			0,
		)
		.option(
			"--bin <count>",
			"average this many consecutive measurements",
			parseBin,
			1,
		)
		.option(
			"--S <value>",
			"parameter of the Gamma method's window (default: 1.5)",
			parseStretch,
		)
		.option(
			"--derive <name=formula>",
			'a function of means, such as "binder=1-m4/(3*m2^2)" (repeatable)',
			repeated,
			[],
		)
		.option(
			"--effective-mass <name>",
			"effective masses of the correlator in columns name[0], name[1], ... (repeatable)",
			repeated,
			[],
		)
		.option("--rho <file>", "write the autocorrelation functions as CSV")
		.option(
			"--covariance <file>",
			"write the covariance matrix of the estimates as CSV",
		)
		.option(
			"--samples <file>",
			"write jackknife or bootstrap samples of the estimates as CSV",
		)
		.addOption(
			new Option("--resample <method>", "kind of the samples")
				.choices(["jackknife", "bootstrap"])
				.default("jackknife"),
		)
		.action(handle(run));
}

async function run(
	files: readonly string[],
	options: Options,
): Promise<ExitStatus> {
	const table = prepare(await readAll(files, options), options);
	const columns = [...table.columns.keys()];
	const formulas = parseFormulas(
		[
			...options.effectiveMass.flatMap((name) =>
				effectiveMassFormulas(name, columns),
			),
			...options.derive,
		],
		columns,
	);
	const context = contextOf(table, formulas, options.S);
	const { rho, covariance, samples } = options;
	const kept: Estimated[] = [];
	const keeps = [rho, covariance, samples].some((file) => file !== undefined);
	let analysis = analyze(context, (estimated) => {
		if (keeps) kept.push(estimated);
	});
	if (rho !== undefined) await writeRows(rho, rhoRows(context, kept));
	if (covariance !== undefined) {
		await writeRows(covariance, covarianceRows(context, kept));
	}
	if (samples !== undefined) {
		const { rows, note } = samplesOf(context, kept, options.resample);
		await writeRows(samples, rows);
		analysis = {
			...analysis,
			notes: [...analysis.notes, `${samples}: ${note}`],
		};
	}
	process.stdout.write(render(analysis, options.format));
	return statusOf(analysis);
}

async function readAll(
	files: readonly string[],
	{ axes, column, only }: Options,
): Promise<Table> {
	const tables: Table[] = [];
	for (const file of files) {
		tables.push(
			await readTable(file, {
				roles: new Map(column.map(parseRole)),
				...(axes === undefined ? {} : { axes }),
				...(only.length === 0 ? {} : { only }),
			}),
		);
	}
	return joinTables(tables);
}

function prepare(table: Table, { duplicates, skip, bin }: Options): Table {
	const ordered = orderRows(table, duplicates);
	const settled =
		skip === "auto" ? skipTransients(ordered) : skipRows(ordered, skip);
	return binRows(settled, bin);
}

function writeRows(path: string, rows: Rows): Promise<void> {
	return writeOutput(
		path,
		stringify(
			rows.map((row) => [...row]),
			{
				cast: { number: (value) => String(value) },
			},
		),
	);
}

function render(analysis: Analysis, format: Options["format"]): string {
	return format === "json"
		? `${JSON.stringify(analysis, null, 2)}\n`
		: analysisText(analysis);
}
