/**
 * `latticebench collect DIR...`: takes in what cells on other machines have left in the folder of a run
 * and writes its report, or joins several runs of one suite into a new folder.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { exitStatus, InputError } from "../../core/errors.js";
import {
	settleSubmissions,
	submissionName,
	submitAgain,
} from "../../harness/executors/slurm/settle.js";
import { readPlan } from "../../harness/follow/plan-file.js";
import { openStore, type Store } from "../../harness/store/store.js";
import { handle } from "../command.js";
import { joinRuns, planJoin } from "../files/join-runs.js";

interface Options {
	readonly into?: string;
	readonly newest: boolean;
	readonly again: boolean;
	readonly quiet: boolean;
}

export function collectCommand(): Command {
	return new Command("collect")
		.argument("<dirs...>", "folder of a run, or of several with --into")
		.option("--into <dir>", "folder that the runs are joined in")
		.option(
			"--newest",
			"where two runs answer one question differently, take the newer answer",
			false,
		)
		.option(
			"--again",
			"submit flows again that were measured before a chain of their target had completed; the job that collects does so",
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
				const store = await patientStore(into ?? folder);
				try {
					if (plan === undefined) await settled(store, options.again);
					else await joinRuns(plan, store);
					await report(store, options.quiet);
				} finally {
					await store.close();
				}
				return exitStatus.done;
			}),
		);
}

/** Gives a record to every cell whose task in Slurm has ended without leaving one. */
async function settled(store: Store, again: boolean): Promise<void> {
	for (const submission of await settleSubmissions(store))
		process.stderr.write(
			`${submissionName(submission)} goes on; its other cells can be collected later\n`,
		);
	const submitted = again ? await submitAgain(store) : undefined;
	if (submitted !== undefined)
		process.stderr.write(
			`flows that lacked draws of their target are evaluated again in ${submitted.tasks} tasks (${submitted.jobs.arrays.join(", ")})\n`,
		);
}

/** Seconds for which a folder that somebody else holds is waited for. */
const patience = 120;

/** Two jobs may collect at the same moment. */
async function patientStore(folder: string): Promise<Store> {
	const end = Date.now() + 1000 * patience;
	for (;;) {
		try {
			return await openStore(folder, { fresh: false });
		} catch (error) {
			const held =
				error instanceof InputError && /another run/.test(error.message);
			if (!held || Date.now() > end) throw error;
			await sleep(2000);
		}
	}
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
