/**
 * `latticebench collect DIR...`: takes in what cells on other machines have left in the folder of a run
 * and writes its report, or joins several runs of one suite into a new folder.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { exitStatus, InputError } from "../../core/errors.js";
import { readPlan } from "../../harness/follow/plan-file.js";
import { openStore, type Store } from "../../harness/store/store.js";
import { handle } from "../command.js";
import { joinRuns, planJoin } from "../files/join-runs.js";

interface Options {
	readonly into?: string;
	readonly newest: boolean;
	readonly quiet: boolean;
}

export function collectCommand(): Command {
	return new Command("collect")
		.description(
			"take in what cells on other machines have left in a run's folder and write the report; with --into, join runs of one suite",
		)
		.argument("<dirs...>", "folder of a run, or of several with --into")
		.option("--into <dir>", "folder that the runs are joined in")
		.option(
			"--newest",
			"where two runs answer one question differently, take the newer answer",
			false,
		)
		.option("--quiet", "no ranking on the terminal", false)
		.action(
			handle(async (folders: string[], options: Options) => {
				const { into } = options;
				if (into === undefined && folders.length > 1)
					throw new InputError(
						"collect: several folders are joined in a new one; expected --into DIR",
					);
				const [folder = ""] = folders;
				if (into === undefined) asRun(folder);
				const plan =
					into === undefined
						? undefined
						: planJoin(folders, into, options.newest);
				const store = await openStore(into ?? folder, { fresh: false });
				try {
					if (plan !== undefined) await joinRuns(plan, store);
					await report(store, options.quiet);
				} finally {
					await store.close();
				}
				return exitStatus.done;
			}),
		);
}

/** A mistyped name must not become a new folder. */
function asRun(folder: string): void {
	if (existsSync(join(folder, "cells"))) return;
	throw new InputError(
		`${folder}: no cells in it; expected the folder of a run`,
	);
}

async function report(store: Store, quiet: boolean): Promise<void> {
	const records = store.records();
	if (records.length === 0) {
		process.stderr.write("no cell has left a record yet\n");
		return;
	}
	const suite = join(store.folder, "suite.yaml");
	// The charts take a while to load.
	const { writeReports } = await import("../files/write-reports.js");
	const { summary } = await writeReports(
		store,
		readPlan(store.folder)?.title ?? records[0]?.suite ?? "",
		existsSync(suite) ? readFileSync(suite, "utf8") : undefined,
	);
	if (!quiet) process.stderr.write(`\n${summary}\n`);
	process.stdout.write(`report: ${join(store.folder, "report.html")}\n`);
}
