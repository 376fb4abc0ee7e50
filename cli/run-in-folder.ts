/** What every command that runs cells needs around them: the folder, its lock, signals and progress. */
import { performance } from "node:perf_hooks";
import { describeHost } from "../harness/environment.js";
import type { CellSettings } from "../harness/executor.js";
import { type RunOutcome, type RunRequest, runSuite } from "../harness/run.js";
import { refuseOtherSuite } from "../harness/store/one-suite.js";
import { openStore, type Store } from "../harness/store/store.js";
import { formatSuite } from "../suites/format.js";
import { onInterrupt } from "./interrupt.js";
import { colored } from "./standard-streams.js";
import { createProgress } from "./text/progress.js";

export interface FolderRun
	extends Omit<RunRequest, "settings" | "interrupt" | "kill"> {
	readonly settings: Omit<CellSettings, "facts">;
	/** Words of the command line, for the record. */
	readonly command: readonly string[];
	readonly fresh: boolean;
	readonly quiet: boolean;
	/** Asked while the folder is ours and before anything is written. */
	ready?(store: Store): Promise<void>;
}

/**
 * Runs the cells that no earlier run in the folder has answered. `after` still owns the folder.
 * @throws InputError if the folder is in use, or holds a run of another suite
 */
export async function runInFolder<T>(
	folder: string,
	{ command, fresh, quiet, ready, ...request }: FolderRun,
	after: (outcome: RunOutcome, store: Store) => Promise<T> | T,
): Promise<T> {
	const { suite, settings } = request;
	const store = await openStore(folder, { fresh });
	const { interrupt, kill, done } = onInterrupt();
	const progress = createProgress({
		stream: process.stderr,
		quiet,
		color: colored(),
		now: () => performance.now() / 1000,
	});
	try {
		refuseOtherSuite(store.records(), suite.title, store.folder);
		await ready?.(store);
		await store.write("suite.yaml", formatSuite(suite));
		const outcome = await runSuite(
			{
				...request,
				settings: { ...settings, facts: await describeHost(command) },
				interrupt: interrupt.signal,
				// A cell of ours would write into the cells of another run.
				kill: AbortSignal.any([kill.signal, store.lost]),
			},
			store,
			progress,
		);
		progress.stop();
		return await after(outcome, store);
	} finally {
		progress.stop();
		await store.close();
		done();
	}
}
