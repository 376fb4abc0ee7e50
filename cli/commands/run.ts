/** `latticebench run SUITE`: runs a suite and writes records and a report. */
import { Argument, Command, Option } from "commander";
import { InputError } from "../../core/errors.js";
import * as executors from "../../harness/executors/registry.js";
import { loadSuite } from "../../suites/load.js";
import { parseOverride } from "../../suites/overrides.js";
import { backendsInBuild } from "../../tensor/backend.js";
import { handle } from "../command.js";
import { repeated, wholeNumber } from "../option-values.js";
import { type RunOptions, runLoaded } from "../run-loaded.js";
import { dryRun } from "../text/dry-run.js";

interface Options extends RunOptions {
	readonly set: readonly string[];
	readonly dryRun: boolean;
	/** Whether modules of the suite may be loaded. */
	readonly modules: boolean;
}

export function runCommand(): Command {
	return new Command("run")
		.addArgument(
			new Argument(
				"<suite>",
				"path of a suite file, or name of a built-in one",
			),
		)
		.option("--out <dir>", "folder of the run (default: runs/<suite>-<time>)")
		.addOption(
			new Option("--backend <name>", "what computes tensors")
				.choices(["auto", ...backendsInBuild()])
				.default("auto"),
		)
		.option(
			"--threads <n>",
			"worker threads of a cell (default: one for each processor, divided by --jobs)",
			wholeNumber(1, 1024),
		)
		.option(
			"--jobs <n>",
			"cells that run side by side on this machine, with its processors divided between them; drawing takes turns",
			wholeNumber(1, 1024),
		)
		.option(
			"--only <label>",
			"only this target or sampler; repeatable",
			repeated,
			[],
		)
		.option(
			"--set <path=value>",
			"change a value of the suite, such as samplers.hmc.options.chains=8; repeatable",
			repeated,
			[],
		)
		.option(
			"--fresh",
			"put earlier records in --out aside and start anew",
			false,
		)
		.option(
			"--retry",
			"run again also what ended with an error, or for want of memory, and would again",
			false,
		)
		.option("--dry-run", "show the cells without running any", false)
		.option(
			"--no-modules",
			"with --dry-run: do not load the modules that the suite names, which may be the code of somebody else",
		)
		.addOption(
			new Option("--executor <name>", "where cells run")
				.choices(Object.values(executors).map(({ name }) => name))
				.default("local"),
		)
		.option(
			"--machines <file>",
			"profile of a cluster: what --executor slurm asks for, beside the suite's section of this name",
		)
		.option(
			"--wait",
			"with --executor slurm: wait until all cells have ended",
			false,
		)
		.option("--quiet", "no progress", false)
		.action(
			handle(async (suite: string, options: Options) => {
				if (!options.modules && !options.dryRun)
					throw new InputError(
						"--no-modules: a run needs the suite's modules; expected --dry-run beside it",
					);
				const loaded = await loadSuite(
					suite,
					options.set.map(parseOverride),
					options.modules,
				);
				return options.dryRun
					? dryRun(loaded, options.only, options.out, options.modules)
					: runLoaded(loaded, options);
			}),
		);
}
