/** `latticebench status DIR`: how far a run is, from its folder alone. */
import { Command, Option } from "commander";
import { type ExitStatus, exitStatus } from "../../core/errors.js";
import type { LiveRun } from "../../reports/live/live.js";
import { handle } from "../command.js";
import { liveRunOf } from "../live-run.js";
import { statusText } from "../text/status-text.js";

interface Options {
	readonly all: boolean;
	readonly format: "text" | "json";
}

export function statusCommand(): Command {
	return new Command("status")
		.argument("<dir>", "folder of the run; any machine that sees it will do")
		.option("--all", "also the cells that are done", false)
		.addOption(
			new Option("--format <name>", "how it is printed")
				.choices(["text", "json"])
				.default("text"),
		)
		.action(
			handle((folder: string, { all, format }: Options) => {
				const run = liveRunOf(folder);
				process.stdout.write(
					format === "json"
						? `${JSON.stringify(run, null, "\t")}\n`
						: statusText(run, all),
				);
				return statusOf(run);
			}),
		);
}

function statusOf({ cells }: LiveRun): ExitStatus {
	if (cells.every(({ kind }) => kind === "done")) return exitStatus.done;
	const over = cells.every(({ kind }) => kind === "done" || kind === "bad");
	return over ? exitStatus.failed : exitStatus.inconclusive;
}
