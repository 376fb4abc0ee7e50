/** `latticebench baselines save|list|path`: named runs to compare with, as plain files for git. */
import { Command } from "commander";
import { exitStatus, InputError } from "../../core/errors.js";
import {
	baselineNames,
	baselinePath,
	defaultBaselines,
	saveBaseline,
} from "../../harness/compare/baselines.js";
import { loadRuns, summarize } from "../../harness/compare/load-runs.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import { handle } from "../command.js";
import { textTable } from "../text/text-table.js";

interface Options {
	readonly baselines: string;
	readonly append?: boolean;
}

export function baselinesCommand(): Command {
	const command = new Command("baselines");
	const folder = (entry: Command): Command =>
		entry
			.exitOverride()
			.option("--baselines <dir>", "where baselines are", defaultBaselines);
	command.addCommand(
		folder(new Command("save"))
			.description("store runs under a name; several runs are its sessions")
			.argument("<name>", "name of the baseline")
			.argument("<run...>", "folder of a run, or records file")
			.option("--append", "keep the sessions that the baseline already has")
			.action(handle(save)),
	);
	command.addCommand(
		folder(new Command("list"))
			.description("baselines with what is in them")
			.action(handle(list)),
	);
	command.addCommand(
		folder(new Command("path"))
			.description("folder of a baseline")
			.argument("<name>", "name of the baseline")
			.action(handle(path)),
	);
	return command;
}

async function save(
	name: string,
	names: readonly string[],
	{ baselines, append }: Options,
): Promise<0> {
	const runs = names.map((run) => loadRuns(run, baselines));
	const known = baselineNames(baselines).includes(name);
	if (append === true && known) runs.unshift(loadRuns(name, baselines));
	const records = runs.flatMap((run) => run.records);
	const suite = runs
		.map((run) => run.suite)
		.findLast((path) => path !== undefined);
	const folder = await saveBaseline(baselines, name, records, suite);
	process.stdout.write(`${folder}\n`);
	return exitStatus.done;
}

function list({ baselines }: Options): 0 {
	const rows = baselineNames(baselines).map((name) => {
		const { records, sessions, commits, startedAt } = summarize(
			loadRuns(name, baselines),
		);
		return [
			name,
			String(records),
			String(sessions),
			startedAt ?? "-",
			commits.join(" "),
		];
	});
	if (rows.length > 0) {
		process.stdout.write(
			textTable(
				[["baseline", "records", "sessions", "first", "commits"], ...rows],
				new Set([1, 2]),
			),
		);
	}
	return exitStatus.done;
}

function path(name: string, { baselines }: Options): 0 {
	const names = baselineNames(baselines);
	const folder = baselinePath(baselines, name);
	if (folder === undefined || !names.includes(name)) {
		throw new InputError(
			`${name}: no such baseline in ${baselines}${names.length === 0 ? "" : `, which has ${names.join(", ")}`}${suggestion(name, names)}`,
		);
	}
	process.stdout.write(`${folder}\n`);
	return exitStatus.done;
}
