/** `latticebench compare BASE NEW`: did it get worse? */
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { parseCommandString } from "execa";
import { defaultBaselines } from "../../harness/compare/baselines.js";
import { compareRuns } from "../../harness/compare/compare.js";
import { confirm } from "../../harness/compare/confirm.js";
import type { Comparison } from "../../harness/compare/finding.js";
import { loadRuns } from "../../harness/compare/load-runs.js";
import { handle } from "../command.js";
import { positiveNumber, repeated } from "../option-values.js";
import { comparisonPage } from "../text/comparison-page.js";
import { comparisonMarkdown, comparisonText } from "../text/comparison-text.js";

interface Options {
	readonly format: "text" | "json" | "markdown" | "html";
	readonly confirm: boolean;
	readonly baseCommand?: string;
	readonly budget: number;
	readonly golden: boolean;
	readonly time: "judge" | "report";
	readonly history: readonly string[];
	readonly baselines: string;
}

export function compareCommand(): Command {
	const runs =
		"folder of a run or of several, records file, or name of a baseline";
	return new Command("compare")
		.argument("<base>", runs)
		.argument("<new>", runs)
		.addOption(
			new Option("--format <name>", "form of the verdict; html is a page")
				.choices(["text", "json", "markdown", "html"])
				.default("text"),
		)
		.option(
			"--confirm",
			"run undecided cells again with fresh seeds until decided or out of budget",
			false,
		)
		.option(
			"--base-command <command>",
			'the base\'s own latticebench, such as "node ../base/dist/cli/main.js": then --confirm alternates both versions',
		)
		.option(
			"--budget <seconds>",
			"wall time of the runs that --confirm makes",
			positiveNumber,
			600,
		)
		.option(
			"--golden",
			"other digits from the same seed are a regression",
			false,
		)
		.addOption(
			new Option("--time <mode>", "whether a slowdown decides")
				.choices(["judge", "report"])
				.default("judge"),
		)
		.option(
			"--history <run>",
			"an earlier run, oldest first; repeatable: change points are told",
			repeated,
			[],
		)
		.option("--baselines <dir>", "where baselines are", defaultBaselines)
		.action(
			handle(async (baseName: string, newName: string, options: Options) => {
				const base = loadRuns(baseName, options.baselines);
				const fresh = loadRuns(newName, options.baselines);
				const history = options.history.map((name) =>
					loadRuns(name, options.baselines),
				);
				let comparison = compareRuns(base, fresh, {
					golden: options.golden,
					time: options.time,
					history,
				});
				if (options.confirm) {
					comparison = await confirm(base, fresh, comparison, {
						newCommand: [process.execPath, mainScript],
						...(options.baseCommand === undefined
							? {}
							: { baseCommand: parseCommandString(options.baseCommand) }),
						budget: options.budget,
						progress: (text) => process.stderr.write(`${text}\n`),
					});
				}
				process.stdout.write(render(comparison, options.format));
				return comparison.exitStatus;
			}),
		);
}

const mainScript = fileURLToPath(new URL("../main.js", import.meta.url));

function render(comparison: Comparison, format: Options["format"]): string {
	if (format === "json") return `${JSON.stringify(comparison, null, 2)}\n`;
	if (format === "html") return comparisonPage(comparison);
	return format === "markdown"
		? comparisonMarkdown(comparison)
		: comparisonText(comparison);
}
