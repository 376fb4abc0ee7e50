/** `latticebench reference TARGET`: makes reference values by long runs with their identities checked. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import { type ExitStatus, exitStatus, InputError } from "../../core/errors.js";
import { local } from "../../harness/executors/registry.js";
import { combineReplicas, referenceSuite } from "../../harness/reference.js";
import { loadSuite } from "../../suites/load.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import type { Target } from "../../suites/suite.js";
import { handle } from "../command.js";
import { wholeNumber } from "../option-values.js";
import { runInFolder } from "../run-in-folder.js";
import { referenceRow, referenceYaml } from "../text/reference-text.js";

interface Options {
	readonly sampler: string;
	readonly replicas: number;
	readonly draws: number;
	readonly out?: string;
	readonly threads: number;
	readonly format: "yaml" | "row";
	readonly quiet: boolean;
}

export function referenceCommand(): Command {
	return new Command("reference")
		.addArgument(
			new Argument(
				"<target>",
				"SUITE:LABEL, a target of a built-in suite or of a suite file",
			),
		)
		.addOption(
			new Option("--sampler <name>", "chain sampler, with its defaults")
				.choices(["cluster", "heatbath", "tempering", "hmc"])
				.default("cluster"),
		)
		.option("--replicas <n>", "independent runs", wholeNumber(2), 4)
		.option("--draws <n>", "configurations of each", wholeNumber(1000), 200_000)
		.option("--out <dir>", "folder of the runs (default: runs/reference-...)")
		.option(
			"--threads <n>",
			"worker threads",
			wholeNumber(1),
			availableParallelism(),
		)
		.addOption(
			new Option(
				"--format <name>",
				"yaml: a target for a suite; row: a row of metrics/reference-runs.ts",
			)
				.choices(["yaml", "row"])
				.default("yaml"),
		)
		.option("--quiet", "no progress", false)
		.action(handle(makeReference));
}

/** @throws InputError unless `text` names a target */
async function findTarget(text: string) {
	const colon = text.lastIndexOf(":");
	if (colon < 1)
		throw new InputError(
			`${text}: expected SUITE:LABEL, such as albergo2019:E3`,
		);
	const { suite, catalogue } = await loadSuite(text.slice(0, colon));
	const label = text.slice(colon + 1);
	const labels = suite.targets.map((target) => target.label);
	const target: Target | undefined = suite.targets[labels.indexOf(label)];
	if (target === undefined)
		throw new InputError(
			`${text}: no target ${JSON.stringify(label)}; the suite has ${labels.join(", ")}${suggestion(label, labels)}`,
		);
	return { target, catalogue };
}

async function makeReference(
	text: string,
	options: Options,
): Promise<ExitStatus> {
	const { target, catalogue } = await findTarget(text);
	const { sampler, replicas, draws } = options;
	const suite = referenceSuite(
		target,
		catalogue.samplers,
		sampler,
		replicas,
		draws,
	);
	const command = `latticebench reference ${text} --sampler ${sampler} --replicas ${replicas} --draws ${draws}`;
	const folder =
		options.out ??
		join("runs", `reference-${text.replace(/[^\p{L}\p{N}._-]+/gu, "-")}`);
	return runInFolder(
		folder,
		{
			suite,
			only: [],
			executor: local,
			settings: { backend: "auto", threads: options.threads },
			command: [command],
			fresh: false,
			quiet: options.quiet,
		},
		({ interrupted, records }) => {
			if (interrupted) return exitStatus.interrupted;
			const run = combineReplicas(records);
			for (const problem of run.problems) process.stderr.write(`${problem}\n`);
			if (run.problems.length > 0) return exitStatus.regression;
			for (const [name, reason] of Object.entries(run.unresolved))
				process.stderr.write(`no value of ${name}: ${reason}\n`);
			const source = `${command}: ${run.draws} draws, ${run.checks} checks passed by every replica`;
			process.stdout.write(
				options.format === "row"
					? referenceRow(target, run, source)
					: referenceYaml(target, run, source),
			);
			return exitStatus.done;
		},
	);
}
