/** `latticebench analyze FILE...`: statistics of measurements from elsewhere. */
import { Command, Option } from "commander";
import { exitStatus } from "../../core/errors.js";
import { type Analysis, analyze } from "../../harness/analyze/analyze.js";
import { readTable } from "../../harness/analyze/read-table.js";
import { joinTables, type Table } from "../../harness/analyze/table.js";
import { handle } from "../command.js";
import { analysisText } from "../text/analysis-text.js";

interface Options {
	readonly format: "text" | "json";
}

export function analyzeCommand(): Command {
	return new Command("analyze")
		.description(
			"mean, error, autocorrelation, ESS and convergence of measurements in files",
		)
		.argument(
			"<file...>",
			"CSV with a header (columns chain and logWeight are special), .npy ([draw], [chain, draw] or [chain, draw, observable]) or JSON; files with the same observables are further chains",
		)
		.addOption(
			new Option("--format <name>", "form of the result")
				.choices(["text", "json"])
				.default("text"),
		)
		.action(
			handle(async (files: readonly string[], { format }: Options) => {
				const tables: Table[] = [];
				for (const file of files) tables.push(await readTable(file));
				const analysis = analyze(joinTables(tables));
				process.stdout.write(render(analysis, format));
				return exitStatus.done;
			}),
		);
}

function render(analysis: Analysis, format: Options["format"]): string {
	return format === "json"
		? `${JSON.stringify(analysis, null, 2)}\n`
		: analysisText(analysis);
}
